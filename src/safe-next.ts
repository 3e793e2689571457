/** Where browsers would go is asked of the URL parser, against a name that nobody has (RFC 2606). */
const BASE = "http://next.invalid";

/**
 * The path to go to after signing in, or "/" when what was asked for is not plainly a path of this app (ASVS 3.7.2).
 * Narrower than what browsers keep on this origin, since links are also read by proxies and older clients: ASCII only,
 * at most 2000 characters, and after the first "/" comes no "/", "\" or ".", percent-encoded or not. The server's pages
 * and the bindings for browsers judge by it alike.
 *
 * @param next as it stands in the query of an address, decoded once; more than one, or none, is not a path
 * @example location.assign(safeNext(new URLSearchParams(location.search).get("next")))
 */
export function safeNext(next: unknown): string {
  return typeof next === "string" && isSafe(next) ? next : "/";
}

function isSafe(next: string): boolean {
  if (!/^\/[\x21-\x7e]{0,1999}$/.test(next)) return false;
  try {
    const { origin, pathname } = new URL(next, BASE);
    return (
      /^\/(?![/\\.])[^\\\x00-\x1f\x7f]*$/.test(decodeURIComponent(next)) &&
      origin === BASE &&
      !pathname.startsWith("//")
    );
  } catch {
    return false;
  }
}
