import type { AuthContext } from "./context.ts";
import { AuthError } from "./errors.ts";
import type { UserSession } from "./issue-tokens.ts";
import { findSession, isLive } from "./sessions/session.ts";
import { mayBeSignedIn } from "./users/may-be-signed-in.ts";
import { findUserRow } from "./users/users.ts";

type SessionParts = Pick<AuthContext, "store" | "settings" | "now">;
type Known = { readonly userId: string; readonly sessionId: string };

/** The user and the session of an identity as the database has them now; null when either may no longer be used. */
export async function findCurrentSession(identity: Known, auth: SessionParts): Promise<UserSession | null> {
  const user = await findUserRow(auth.store.db, identity.userId);
  const session = await findSession(auth.store.db, identity.sessionId);
  if (user === null || !mayBeSignedIn(user, auth.settings)) return null;
  return session !== null && isLive(session, auth.now()) ? { user, session } : null;
}

/**
 * The same for an act that needs them: what another process ended a moment ago must neither see nor change anything.
 *
 * @throws {AuthError} token_invalid
 */
export async function requireCurrentSession(identity: Known, auth: SessionParts): Promise<UserSession> {
  const current = await findCurrentSession(identity, auth);
  if (current === null) throw new AuthError("token_invalid", {}, { logReason: "user or session gone" });
  return current;
}
