import { setTimeout as sleep } from "node:timers/promises";
import type { AuthContext } from "./context.ts";
import { readCookie } from "./cookies/read-cookie.ts";
import { checkCsrf } from "./csrf/check-csrf.ts";
import { type AuditDetails, AuthError } from "./errors.ts";
import type { AuthRequest } from "./request/request.ts";
import type { Claims } from "./tokens/kinds.ts";

/** Who sent the request, and how the credential came. */
export interface Identity {
  readonly userId: string;
  readonly sessionId: string;
  readonly claims: Claims;
  readonly via: "cookie" | "header";
}

/** Milliseconds a request waits for that, when the database is held by a writer. */
const CATCH_UP_TIMEOUT = 1_000;

interface Credential {
  readonly token: string;
  readonly via: Identity["via"];
}

/**
 * Who sent the request, if they may do more than choose a new password: what that takes is for {@link identify}.
 *
 * @returns null when the request carries no credential
 * @throws {AuthError} what {@link identify} throws; password_change_required (403)
 * @example const identity = authenticate(toAuthRequest(request), auth);
 */
export function authenticate(request: AuthRequest, auth: AuthContext): Identity | null {
  const identity = identify(request, auth);
  if (identity?.claims.must_change_password === true) throw new AuthError("password_change_required");
  return identity;
}

/**
 * The path of a request: credential, token, session, CSRF, identity. Synchronous, without a database read.
 *
 * @returns null when the request carries no credential
 * @throws {AuthError} token_invalid (401) for a credential of any fault, one answer for all; csrf_failed (403);
 * store_unavailable (503) when sign-outs could not be read for five seconds: {@link catchUp} first
 */
export function identify(request: AuthRequest, auth: AuthContext): Identity | null {
  const credential = readCredential(request, auth);
  if (credential === null) return null;
  const verification = auth.tokens.verify("access", credential.token);
  if (!verification.ok) throw tokenInvalid(verification.reason);
  const { claims } = verification;
  if (auth.revocations.isStale()) throw new AuthError("store_unavailable", { retryAfter: 1 });
  const whom = { userId: claims.user_id, sessionId: claims.sid };
  const refusal = auth.revocations.refusalOf(claims);
  if (refusal !== null) throw tokenInvalid(refusal, whom);
  if (credential.via === "cookie") checkCsrf(request, whom, auth.csrf);
  auth.seen.note(claims);
  return { ...whom, claims, via: credential.via };
}

/**
 * Reads sign-outs that were missed, when too many may have been: after the database was away, or the process slept.
 * Costs nothing otherwise. Adapters wait for it before {@link authenticate}, which then refuses if it failed.
 */
export async function catchUp(auth: AuthContext): Promise<void> {
  if (!auth.revocations.isStale()) return;
  const read = auth.revocations.catchUp().catch((error: unknown) => {
    auth.log.error({ err: error }, "revocations could not be read");
  });
  await Promise.race([read, sleep(CATCH_UP_TIMEOUT, undefined, { ref: false })]);
}

/** Header first, and only when its scheme is ours: a Basic header that a proxy adds does not hide the cookie. */
function readCredential(request: AuthRequest, auth: AuthContext): Credential | null {
  const token = auth.readAuthHeader(request);
  if (token !== null) return { token, via: "header" };
  const cookie = readCookie(request.header("cookie"), auth.cookieNames.access);
  if (cookie.kind === "ambiguous") throw tokenInvalid("ambiguous_cookie");
  return cookie.kind === "one" ? { token: cookie.value, via: "cookie" } : null;
}

function tokenInvalid(logReason: string, audit: AuditDetails = {}): AuthError {
  return new AuthError("token_invalid", {}, { logReason, audit });
}
