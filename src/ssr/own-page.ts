/** GET, HEAD, OPTIONS and TRACE change nothing (RFC 9110 section 9.2.1). */
export function isSafe(method: string): boolean {
  return /^(?:GET|HEAD|OPTIONS|TRACE)$/.test(method);
}

/**
 * Whether a page of `origin` sent the request, to change something. The API asks this of browsers; a server that vouches for a
 * request with an Origin header of its own must ask it in the API's place (src/csrf/check-origin.ts).
 */
export function isChangeByOwnPage({ method, headers }: Request, origin: string): boolean {
  if (isSafe(method)) return false;
  const from = headers.get("origin");
  return from === null ? headers.get("sec-fetch-site") === "same-origin" : from === origin;
}
