import type { AuthContext } from "../context.ts";
import { readCookie } from "../cookies/read-cookie.ts";
import { AuthError } from "../errors.ts";
import { sourceOf } from "../events/events.ts";
import { groupsForClaims, issueTokens, type SignedIn } from "../issue-tokens.ts";
import type { AuthRequest } from "../request/request.ts";
import { endSessions } from "../sessions/end.ts";
import type { Claims } from "../tokens/kinds.ts";
import type { Verification } from "../tokens/tokens.ts";
import { mayBeSignedIn } from "../users/may-be-signed-in.ts";
import { findUserRow } from "../users/users.ts";

/** What the refresh cookie of a request proves. `reason` is for the log. */
export function verifyRefreshCookie(request: AuthRequest, auth: AuthContext): Verification {
  const cookie = readCookie(request.header("cookie"), auth.cookieNames.refresh);
  if (cookie.kind === "one") return auth.tokens.verify("refresh", cookie.value);
  return { ok: false, reason: cookie.kind === "absent" ? "no_refresh_cookie" : "ambiguous_cookie" };
}

/** The claims of a valid refresh cookie; null when the request has none. */
export function readRefreshClaims(request: AuthRequest, auth: AuthContext): Claims | null {
  const proof = verifyRefreshCookie(request, auth);
  return proof.ok ? proof.claims : null;
}

/**
 * Moves the session of a refresh token on.
 *
 * @throws {AuthError} session_ended when it is over
 */
export async function refreshSession(
  claims: Claims,
  request: AuthRequest,
  auth: AuthContext,
): Promise<SignedIn> {
  const rotation = await auth.rotations.rotate({ claims, source: sourceOf(request) });
  const audit = { userId: claims.user_id, sessionId: claims.sid };
  if (rotation.outcome === "ended")
    throw new AuthError("session_ended", {}, { logReason: rotation.reason, audit });
  const user = await findUserRow(auth.store.db, claims.user_id);
  if (user !== null && mayBeSignedIn(user, auth.settings)) {
    const groups = await groupsForClaims(auth.store.db, user.id, auth.settings);
    const { session } = rotation;
    return { user, session, tokens: issueTokens({ user, session, groups }, auth) };
  }
  await endSessions(auth, { sessionId: claims.sid }, "user_refused", sourceOf(request));
  throw new AuthError("session_ended", {}, { logReason: "user_refused", audit });
}
