/** Where browsers would go is asked of the URL parser, against a name that nobody has (RFC 2606). */
const BASE = "http://next.invalid";
const MAX_LENGTH = 2000;

/**
 * The path to go to after signing in, or "/" when what was asked for is not plainly a path of this server (ASVS
 * 3.7.2). Narrower than what browsers keep on this origin, since links are also read by proxies and older clients:
 * ASCII only, and after the first "/" comes no "/", "\" or ".", percent-encoded or not.
 *
 * @example safeNext("/notes?page=2") === "/notes?page=2"; safeNext("//evil.example") === "/"
 */
export function safeNext(next: string | null): string {
  if (next === null || next.length > MAX_LENGTH || !/^\/[\x21-\x7e]*$/.test(next)) return "/";
  const decoded = decode(next);
  if (decoded === null || !/^\/(?![/\\.])[^\\\x00-\x1f\x7f]*$/.test(decoded)) return "/";
  const { origin, pathname } = new URL(next, BASE);
  return origin === BASE && !pathname.startsWith("//") ? next : "/";
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
