import { createHmac } from "node:crypto";
import type { Settings } from "../settings/table.ts";
import { signJws, verifyJws } from "./jws.ts";
import type { KeyRing } from "./key-ring.ts";
import { type Claims, type TokenKind, tokenKinds } from "./kinds.ts";

/** Verified access tokens kept, so that a page's burst of requests pays for one HMAC. About 1 kB each. */
const CACHE_SIZE = 4096;

/** What a token is made from: one generation of a session. Times in milliseconds. */
export interface TokenSubject {
  readonly id: string;
  readonly user_id: string;
  readonly generation: number;
  readonly rotated_at: number;
  readonly expires_at: number;
}

export interface MintedToken {
  readonly value: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/** `expired` carries the claims of a token that was ours and whole, and is only too old. */
export type Verification =
  | { readonly ok: true; readonly claims: Claims }
  | { readonly ok: false; readonly reason: string; readonly expired?: Claims };

export interface Tokens {
  /** The same subject always gives the same token, to the byte: racing tabs cannot overwrite each other. */
  mint(kind: TokenKind, subject: TokenSubject): MintedToken;
  /** Signature, type, times, issuer and audience. `reason` is for the log: an answer never carries it. */
  verify(kind: TokenKind, token: string): Verification;
}

export function createTokens(settings: Settings, ring: KeyRing, now: () => number): Tokens {
  const cache = new Map<string, Claims>();
  let cachedUnder = ring.version();

  function verify(kind: TokenKind, token: string): Verification {
    if (cachedUnder !== ring.version()) {
      cache.clear();
      cachedUnder = ring.version();
    }
    const known = kind === "access" ? cache.get(token) : undefined;
    if (known !== undefined) return inTime(kind, known);
    const { typ, type } = tokenKinds[kind];
    const opened = verifyJws(token, { typ, findKey: (kid) => ring.findKey(kind, kid) });
    if (!opened.ok) return opened;
    const claims = readClaims(opened.payload, type, settings);
    if (claims === null) return { ok: false, reason: "claims" };
    const verdict = inTime(kind, claims);
    if (verdict.ok && kind === "access") remember(token, claims);
    return verdict;
  }

  /** The lifetime in force bounds a token's age too: revocations are remembered for as long, and no longer. */
  function inTime(kind: TokenKind, claims: Claims): Verification {
    const end = Math.min(claims.exp, claims.iat + settings[tokenKinds[kind].lifetime]);
    return now() / 1000 < end + settings.leeway
      ? { ok: true, claims }
      : { ok: false, reason: "expired", expired: claims };
  }

  function remember(token: string, claims: Claims): void {
    const oldest = cache.size >= CACHE_SIZE ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    cache.set(token, Object.freeze(claims));
  }

  return { mint: (kind, subject) => mint(kind, subject, settings, ring), verify };
}

function mint(kind: TokenKind, subject: TokenSubject, settings: Settings, ring: KeyRing): MintedToken {
  const { type, typ, lifetime } = tokenKinds[kind];
  const iat = Math.floor(subject.rotated_at / 1000);
  const exp = Math.min(iat + settings[lifetime], Math.floor(subject.expires_at / 1000));
  const jti = createHmac("sha256", ring.idKey)
    .update(`${type}/${subject.id}/${subject.generation}/${subject.rotated_at}`)
    .digest("base64url")
    .slice(0, 22);
  const claims = {
    [settings.tokenTypeClaim]: type,
    [settings.userIdClaim]: subject.user_id,
    sid: subject.id,
    gen: subject.generation,
    iat,
    exp,
    [settings.jtiClaim]: jti,
    ...(settings.issuer === null ? {} : { iss: settings.issuer }),
    ...(settings.audience === null ? {} : { aud: settings.audience }),
  };
  return { value: signJws(claims, ring.signingKey(kind), typ), expiresAt: exp };
}

/** Every claim of its exact type, or null. `iss` and `aud` must be ours to the letter when they are set (CVE-2025-30144). */
function readClaims(payload: Record<string, unknown>, type: TokenKind, settings: Settings): Claims | null {
  const { sid, gen, iat, exp, iss, aud, nbf } = payload;
  const user_id = payload[settings.userIdClaim];
  const jti = payload[settings.jtiClaim];
  if (payload[settings.tokenTypeClaim] !== type) return null;
  if (!isText(user_id) || !isText(sid) || !isText(jti)) return null;
  if (!isCount(gen) || !isCount(iat) || !isCount(exp)) return null;
  if (nbf !== undefined) return null;
  if (iss !== (settings.issuer ?? undefined) || aud !== (settings.audience ?? undefined)) return null;
  return { ...payload, token_type: type, user_id, sid, gen, iat, exp, jti };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 200;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
