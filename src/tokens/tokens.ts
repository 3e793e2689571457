import { hash } from "node:crypto";
import type { Settings } from "../settings/table.ts";
import { signJws, verifyJws } from "./jws.ts";
import type { KeyRing } from "./key-ring.ts";
import { type Claims, type TokenKind, type TokenUse, tokenKinds } from "./kinds.ts";

/** Verified access tokens kept, so that a page's burst of requests pays for one HMAC. About 1 kB each. */
const CACHE_SIZE = 4096;

/** Seconds by which the clocks of two servers may differ. */
export const CLOCK_MARGIN = 10;

/** The setting that bounds each use, in seconds. */
const LIFETIMES = { access: "accessTokenLifetime", refresh: "refreshTokenLifetime" } as const;

/** What a token is made from: one generation of a session. Times in milliseconds. */
export interface TokenSubject {
  readonly id: string;
  readonly user_id: string;
  readonly generation: number;
  readonly version: number;
  readonly rotated_at: number;
  readonly expires_at: number;
  /** 1: the access token is for a change of the password only. @default 0 */
  readonly must_change_password?: number;
}

export interface MintedToken {
  readonly value: string;
  /** The end of the use it was made for, in seconds since 1970. */
  readonly expiresAt: number;
}

/** `expired` carries the claims of a token that was ours and whole, and is only too old. */
export type Verification =
  | { readonly ok: true; readonly claims: Claims }
  | { readonly ok: false; readonly reason: string; readonly expired?: Claims };

export interface Tokens {
  /**
   * The same subject always gives the same token, to the byte: racing tabs cannot overwrite each other. With sliding
   * tokens both uses give the one token.
   *
   * @param custom claims beside ours; a refresh token has none
   */
  mint(use: TokenUse, subject: TokenSubject, custom?: object): MintedToken;
  /** Signature, type, times, issuer and audience. `reason` is for the log: an answer never carries it. */
  verify(use: TokenUse, token: string): Verification;
}

export function createTokens(settings: Settings, ring: KeyRing, now: () => number): Tokens {
  const cache = new Map<string, Claims>();
  let cachedUnder = ring.version();

  function verify(use: TokenUse, token: string): Verification {
    if (cachedUnder !== ring.version()) {
      cache.clear();
      cachedUnder = ring.version();
    }
    const known = use === "access" ? cache.get(token) : undefined;
    if (known !== undefined) return inTime(use, known);
    const kind = kindFor(use, settings);
    const opened = verifyJws(token, { typ: tokenKinds[kind].typ, findKey: (kid) => ring.findKey(kind, kid) });
    if (!opened.ok) return opened;
    const claims = readClaims(opened.payload, kind, settings);
    if (claims === null) return { ok: false, reason: "claims" };
    const verdict = inTime(use, claims);
    if (verdict.ok && use === "access") remember(token, claims);
    return verdict;
  }

  /**
   * The lifetime in force bounds a token's age too: revocations are remembered for as long, and no longer. An access token
   * from ahead of the clock, which was set back since, would outlive that; its refresh token brings another.
   */
  function inTime(use: TokenUse, claims: Claims): Verification {
    const { exp, iat, refresh_exp = exp } = claims;
    const at = now() / 1000;
    if (use === "access" && iat > at + CLOCK_MARGIN) return { ok: false, reason: "issued_ahead" };
    const end = Math.min(use === "access" ? exp : refresh_exp, iat + settings[LIFETIMES[use]]);
    return at < end + settings.leeway
      ? { ok: true, claims }
      : { ok: false, reason: "expired", expired: claims };
  }

  function remember(token: string, claims: Claims): void {
    const oldest = cache.size >= CACHE_SIZE ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    cache.set(token, freezeDeeply(claims));
  }

  return { mint: (use, subject, custom = {}) => mint(use, subject, custom, settings, ring), verify };
}

/** Claims are shared by all requests with the token: what one changed in a list of its roles, the next would be told. */
function freezeDeeply<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null)
    for (const inner of Object.values(Object.freeze(value))) freezeDeeply(inner);
  return value;
}

function kindFor(use: TokenUse, settings: Settings): TokenKind {
  return settings.slidingTokens ? "sliding" : use;
}

function mint(
  use: TokenUse,
  subject: TokenSubject,
  custom: object,
  settings: Settings,
  ring: KeyRing,
): MintedToken {
  const kind = kindFor(use, settings);
  const { type, typ } = tokenKinds[kind];
  const iat = Math.floor(subject.rotated_at / 1000);
  const endOf = (of: TokenUse) =>
    Math.min(iat + settings[LIFETIMES[of]], Math.floor(subject.expires_at / 1000));
  const made = `${type}/${subject.id}/${subject.generation}/${subject.version}/${subject.rotated_at}`;
  // It names the token and keeps no secret, so that no key is needed.
  const jti = hash("sha256", made, "base64url").slice(0, 22);
  const claims = {
    ...(kind === "refresh" ? {} : custom),
    ...(kind === "refresh" || subject.must_change_password !== 1 ? {} : { must_change_password: true }),
    [settings.tokenTypeClaim]: type,
    [settings.userIdClaim]: subject.user_id,
    sid: subject.id,
    gen: subject.generation,
    ...(subject.version === 0 ? {} : { ver: subject.version }),
    iat,
    exp: endOf(kind === "refresh" ? "refresh" : "access"),
    ...(kind === "sliding" ? { [settings.refreshExpClaim]: endOf("refresh") } : {}),
    [settings.jtiClaim]: jti,
    ...(settings.issuer === null ? {} : { iss: settings.issuer }),
    ...(settings.audience === null ? {} : { aud: settings.audience }),
  };
  return { value: signJws(claims, ring.signingKey(kind), typ), expiresAt: endOf(use) };
}

/** Every claim of its exact type, or null. `iss` and `aud` must be ours to the letter when they are set (CVE-2025-30144). */
function readClaims(payload: Record<string, unknown>, kind: TokenKind, settings: Settings): Claims | null {
  const { type } = tokenKinds[kind];
  const { sid, gen, ver, iat, exp, iss, aud, nbf } = payload;
  const user_id = payload[settings.userIdClaim];
  const jti = payload[settings.jtiClaim];
  const refresh_exp = payload[settings.refreshExpClaim];
  if (payload[settings.tokenTypeClaim] !== type) return null;
  if (!isText(user_id) || !isText(sid) || !isText(jti)) return null;
  if (!isCount(gen) || !isCount(iat) || !isCount(exp)) return null;
  if (nbf !== undefined || (ver !== undefined && !isCount(ver))) return null;
  if (iss !== (settings.issuer ?? undefined) || aud !== (settings.audience ?? undefined)) return null;
  const known = { token_type: type, user_id, sid, gen, iat, exp, jti };
  const claims = { ...payload, ...known, ...(ver === undefined ? {} : { ver }) };
  if (kind !== "sliding") return refresh_exp === undefined ? claims : null;
  return isCount(refresh_exp) ? { ...claims, refresh_exp } : null;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 200;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
