/** A token of RFC 9110 section 5.6.2: what a header's name and an authentication scheme are made of. */
export const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;

/**
 * Headers that mean something already: to the server (Content-Type), to proxies (Via), or to browsers, which let no
 * page set them (the forbidden request-headers of the Fetch standard). A token in one would not arrive, or be taken
 * for what it is not.
 */
const MEANT =
  /^(?:accept|accept-.*|access-control-.*|connection|content-.*|cookie|cookie2|date|dnt|expect|forwarded|host|keep-alive|origin|proxy-.*|referer|sec-.*|te|trailer|transfer-encoding|upgrade|user-agent|via|x-forwarded-(?:for|host|proto))$/i;

/** Whether a header of this name can carry a token of ours. */
export function isFree(name: string): boolean {
  return !MEANT.test(name);
}
