/**
 * A header's text without the spaces and tabs around it: OWS of RFC 9110 section 5.6.3, and nothing that `trim` takes
 * beside. Node reads headers as latin1, so `trim` takes the byte A0 for a space: a sibling host may set a cookie whose name
 * starts with it, and no browser sees the `__Host-` that follows.
 */
export function trimOws(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isOws(text.charCodeAt(start))) start++;
  while (start < end && isOws(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isOws(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
