import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";

const SIZE = 32;

/** Whom a CSRF token is bound to: a session, or nobody signed in. */
export type CsrfSubject = { readonly sessionId: string } | "anonymous";

/**
 * A CSRF token: HMAC of the session, masked with fresh random bytes, so that no two are alike and compression
 * cannot leak it (BREACH). Only who holds the key can make one for a session (OWASP signed double-submit).
 *
 * @returns 86 characters of base64url
 */
export function makeCsrfToken(
  subject: CsrfSubject,
  key: KeyObject,
  random: (size: number) => Buffer,
): string {
  const mask = random(SIZE);
  return Buffer.concat([mask, xor(mask, bindingOf(subject, key))]).toString("base64url");
}

/** Whether the token was made for this subject with one of the keys. Constant time in the token's content. */
export function isCsrfTokenFor(subject: CsrfSubject, token: string, keys: readonly KeyObject[]): boolean {
  if (!/^[\w-]{86}$/.test(token)) return false;
  const bytes = Buffer.from(token, "base64url");
  if (bytes.toString("base64url") !== token) return false;
  const binding = xor(bytes.subarray(0, SIZE), bytes.subarray(SIZE));
  return keys.some((key) => timingSafeEqual(binding, bindingOf(subject, key)));
}

function bindingOf(subject: CsrfSubject, key: KeyObject): Buffer {
  const text = subject === "anonymous" ? "anonymous" : `session/${subject.sessionId}`;
  return createHmac("sha256", key).update(text).digest();
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, index) => byte ^ (b[index] ?? 0)));
}
