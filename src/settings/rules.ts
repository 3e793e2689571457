import { isIP } from "node:net";
import { isFree, TOKEN } from "./header-names.ts";
import type { Settings } from "./table.ts";

/** Cookie names that a browser treats specially (RFC 6265bis section 4.1.3, and the HttpOnly variants). */
export const COOKIE_PREFIX = /^__(?:Host-Http|Host|Secure|Http)-/i;

type Rule = (settings: Settings) => string | null;

/** What no single setting can tell: each rule answers with the problem and its cure, or null. */
const RULES: readonly Rule[] = [
  (s) => weakSecret("secret", s.secret),
  (s) =>
    s.secretFallbacks
      .map((old, index) => weakSecret(`secretFallbacks[${index}]`, old))
      .find((p) => p !== null) ?? null,
  (s) =>
    s.secretFallbacks.includes(s.secret)
      ? "secretFallbacks contains the secret itself: put there what is accepted beside it"
      : null,
  (s) => shorter(s, "accessTokenLifetime", "refreshTokenLifetime"),
  (s) => shorter(s, "refreshTokenLifetime", "sessionLifetime"),
  (s) =>
    s.eventRetention < 86_400
      ? 'eventRetention must be at least 1 day: write days with their unit, such as "90d"'
      : null,
  (s) =>
    s.rotationGrace > 300
      ? "rotationGrace must be at most 5 minutes: a copy of the previous refresh token is not found out within it"
      : null,
  (s) => (s.accessTokenLifetime < 1 ? "accessTokenLifetime must be at least 1 second" : null),
  (s) =>
    s.loginAttemptWindow < 1
      ? "loginAttemptWindow must be at least 1 second: in a window of 0 no guess is ever counted"
      : null,
  (s) =>
    s.loginAttemptWindow > 2_592_000
      ? "loginAttemptWindow must be at most 30 days: whoever guesses locks the account for as long"
      : null,
  (s) =>
    s.reauthenticationAge < 1
      ? "reauthenticationAge must be at least 1 second: with 0 the password is asked for without end"
      : null,
  (s) =>
    s.reauthenticationAge > 86_400
      ? "reauthenticationAge must be at most 1 day: an older proof says little of who acts (NIST SP 800-63B-4, AAL2)"
      : null,
  (s) =>
    s.leeway > 300 ? "leeway must be at most 5 minutes: a larger one keeps expired tokens alive" : null,
  (s) =>
    s.cookieSameSite === "None" && !s.cookieSecure
      ? 'cookieSameSite "None" needs cookieSecure: browsers refuse the cookie otherwise'
      : null,
  (s) =>
    s.cookieSecure && s.origin.startsWith("http://") && !isLoopback(s.origin)
      ? `origin ${s.origin} is plain http: browsers refuse Secure cookies there. Serve https, or set cookieSecure to false (tokens then travel unencrypted)`
      : null,
  (s) =>
    /^\/[\x21-\x3a\x3c-\x7e]*$/.test(s.cookiePath)
      ? null
      : 'cookiePath must start with "/" and hold ASCII without ";" and spaces only',
  domainMisfit,
  ...(["accessCookieName", "refreshCookieName", "csrfCookieName"] as const).map(
    (key): Rule =>
      (s) =>
        cookieNameMisfit(key, s),
  ),
  (s) => {
    const wrong = s.clearSiteData.find((kind) => !["cache", "cookies", "storage"].includes(kind));
    return wrong === undefined
      ? null
      : `clearSiteData holds "${wrong}": it may hold cache, cookies and storage`;
  },
  (s) =>
    new Set([s.userIdClaim, s.tokenTypeClaim, s.jtiClaim, s.refreshExpClaim]).size < 4
      ? "userIdClaim, tokenTypeClaim, jtiClaim and refreshExpClaim must differ"
      : null,
  (s) => {
    const taken = (["tokenTypeClaim", "jtiClaim", "refreshExpClaim"] as const).find(
      (key) => s[key] === "sub",
    );
    return taken === undefined
      ? null
      : `${taken} cannot be "sub": others take that for the user (RFC 7519 section 4.1.2)`;
  },
  (s) =>
    s.slidingTokens && s.algorithm !== "HS256"
      ? `slidingTokens needs algorithm HS256: a sliding token is a refresh token too, which outlives the keys of ${s.algorithm}`
      : null,
  (s) => {
    const names = [s.authHeaderName, ...s.authHeaderTypes];
    const isValid = s.authHeaderTypes.length > 0 && names.every((name) => TOKEN.test(name));
    return isValid
      ? null
      : "authHeaderName and authHeaderTypes must be valid header tokens (RFC 9110), at least one type";
  },
  (s) =>
    new Set([s.accessCookieName, s.refreshCookieName, s.csrfCookieName].map(withoutPrefix)).size < 3
      ? "accessCookieName, refreshCookieName and csrfCookieName must differ in more than a prefix"
      : null,
  (s) => {
    const wrong = s.trustedProxies.find((proxy) => !isAddressRange(proxy));
    return wrong === undefined
      ? null
      : `trustedProxies holds "${wrong}": give addresses or ranges such as 10.0.0.0/8`;
  },
  (s) =>
    TOKEN.test(s.csrfHeaderName) ? null : "csrfHeaderName must be a valid header name (RFC 9110 token)",
  (s) =>
    isFree(s.csrfHeaderName) &&
    ![s.authHeaderName.toLowerCase(), "authorization"].includes(s.csrfHeaderName.toLowerCase())
      ? null
      : `csrfHeaderName "${s.csrfHeaderName}" has a meaning of its own: use a header that nothing else reads, such as X-CSRFToken`,
  (s) =>
    isFree(s.authHeaderName)
      ? null
      : `authHeaderName "${s.authHeaderName}" has a meaning of its own: use Authorization, or a header that nothing else reads`,
];

export function brokenRules(settings: Settings): string[] {
  return RULES.map((rule) => rule(settings)).filter((problem) => problem !== null);
}

/** ASVS 11.2.3: at least 256 bits for HMAC-SHA-256 (RFC 7518 section 3.2), and not a value copied from an example. */
function weakSecret(name: string, secret: string): string | null {
  const cure = "make one with `openssl rand -base64 48` or `wafer init`";
  if (Buffer.byteLength(secret) < 32) return `${name} must be at least 32 bytes: ${cure}`;
  if (KNOWN_DEFAULT.test(secret)) return `${name} is a known default: ${cure}`;
  if (new Set(secret).size < 10) return `${name} repeats too few characters to be random: ${cure}`;
  if (isSequence(secret)) return `${name} is a sequence: ${cure}`;
  return null;
}

/** Words of secrets in tutorials and templates: long enough to be in no random text by chance. */
const KNOWN_DEFAULT =
  /change.?me|insecure|example|default|password|development|(?:your|my|super|top|jwt|string|long).?secret|secret.?key|256.?bit/i;

/** Most characters follow the one before, as in 0123456789 and abcdef. */
function isSequence(secret: string): boolean {
  const codes = [...secret].map((character) => character.codePointAt(0) ?? 0);
  const next = codes.filter((code, index) => index > 0 && code === (codes[index - 1] ?? 0) + 1);
  return next.length > secret.length / 2;
}

function shorter(
  settings: Settings,
  less: "accessTokenLifetime" | "refreshTokenLifetime",
  more: "refreshTokenLifetime" | "sessionLifetime",
): string | null {
  return settings[less] <= settings[more] ? null : `${less} must not be longer than ${more}`;
}

function isAddressRange(text: string): boolean {
  const [address = "", bits = "0", ...rest] = text.split("/");
  const version = isIP(address);
  return (
    version !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
  );
}

function isLoopback(origin: string): boolean {
  const host = new URL(origin).hostname;
  return host === "localhost" || host.endsWith(".localhost") || host === "127.0.0.1" || host === "[::1]";
}

/** RFC 6265 section 5.3: a browser refuses a Domain that the host does not belong to. */
function domainMisfit({ cookieDomain, origin }: Settings): string | null {
  if (cookieDomain === null) return null;
  const domain = cookieDomain.replace(/^\./, "").toLowerCase();
  const host = new URL(origin).hostname;
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain) || isIP(domain) !== 0) {
    return `cookieDomain "${cookieDomain}" must be a host name with a dot, such as "example.com": browsers refuse anything else`;
  }
  return host === domain || host.endsWith(`.${domain}`)
    ? null
    : `cookieDomain "${cookieDomain}" does not cover origin ${origin}: browsers refuse the cookie`;
}

/** A name may get another prefix than it was written with. */
function withoutPrefix(name: string): string {
  return name.replace(COOKIE_PREFIX, "").toLowerCase();
}

/** RFC 6265bis section 4.1.3 (__Host-, __Secure-) and its HttpOnly variants (__Http-, __Host-Http-). */
function cookieNameMisfit(
  key: "accessCookieName" | "refreshCookieName" | "csrfCookieName",
  s: Settings,
): string | null {
  const name = s[key];
  if (!/^[!#$%&'*+.^`|~\w-]{1,100}$/.test(name))
    return `${key} must be a cookie name (RFC 6265 token, at most 100 characters)`;
  const prefix = COOKIE_PREFIX.exec(name)?.[0].toLowerCase();
  if (key === "csrfCookieName" && /^http-/i.test(name))
    return `csrfCookieName "${name}" must be readable by page script: __Host- before it makes __Host-Http-, which is not`;
  if (prefix === undefined) return null;
  if (!s.cookieSecure) return `${key} "${name}" needs cookieSecure: browsers refuse the prefix without it`;
  if (prefix.startsWith("__host-") && (s.cookieDomain !== null || s.cookiePath !== "/")) {
    return `${key} "${name}" allows no cookieDomain and only cookiePath "/": browsers refuse the cookie. Leave the prefix out and Wafer picks the strongest one that fits`;
  }
  if (prefix.includes("http-") && key === "csrfCookieName")
    return `csrfCookieName "${name}" must be readable by page script: use another prefix`;
  return null;
}
