/** Where browsers would go is asked of the URL parser, against a name that nobody has (RFC 2606). */
const BASE = "http://next.invalid";

/**
 * The path to go to after signing in, or "/" when what was asked for is not plainly a path of this app (ASVS 3.7.2). By
 * the rules of the server's own pages: ASCII, at most 2000 characters, and after the first "/" comes no "/", "\" or ".",
 * percent-encoded or not, and nowhere a backslash or control character.
 *
 * @example safeNext(new URLSearchParams(location.search).get("next"))
 */
export function safeNext(next: string | null | undefined): string {
  return typeof next === "string" && isSafe(next) ? next : "/";
}

function isSafe(next: string): boolean {
  if (!/^\/[\x21-\x7e]{0,1999}$/.test(next)) return false;
  try {
    const { origin, pathname } = new URL(next, BASE);
    const isPlain = /^\/(?![/\\.])[^\\\x00-\x1f\x7f]*$/.test(decodeURIComponent(next));
    return isPlain && origin === BASE && !pathname.startsWith("//");
  } catch {
    return false;
  }
}
