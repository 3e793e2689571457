import { AuthError } from "../errors.ts";
import type { Settings } from "../settings/table.ts";

/** Chromium and Firefox drop a cookie whose name and value together are larger, without a word (RFC 6265bis section 5.6). */
const MAX_COOKIE_BYTES = 4096;

export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** Seconds until the browser forgets it; 0 deletes it now. */
  readonly maxAge: number;
  readonly httpOnly: boolean;
}

/**
 * One Set-Cookie value. Max-Age and never Expires: it does not depend on the browser's clock.
 *
 * @throws {AuthError} token_too_large when a browser would drop the cookie
 */
export function writeCookie(cookie: Cookie, settings: Settings): string {
  checkCookieSize(cookie);
  return [
    `${cookie.name}=${cookie.value}`,
    `Max-Age=${Math.max(0, Math.floor(cookie.maxAge))}`,
    `Path=${settings.cookiePath}`,
    settings.cookieDomain === null ? "" : `Domain=${settings.cookieDomain}`,
    settings.cookieSecure ? "Secure" : "",
    cookie.httpOnly ? "HttpOnly" : "",
    `SameSite=${settings.cookieSameSite}`,
  ]
    .filter((attribute) => attribute !== "")
    .join("; ");
}

/** @throws {AuthError} token_too_large when a browser would drop the cookie */
export function checkCookieSize({ name, value }: Pick<Cookie, "name" | "value">): void {
  const size = Buffer.byteLength(name) + Buffer.byteLength(value);
  if (size > MAX_COOKIE_BYTES) throw new AuthError("token_too_large", { cookie: name, size });
}
