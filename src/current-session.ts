import type { AuthContext } from "./context.ts";
import { findSession, isLive } from "./sessions/session.ts";
import type { SignedIn } from "./sign-in.ts";
import { mayBeSignedIn } from "./users/may-be-signed-in.ts";
import { findUser } from "./users/users.ts";

/** The user and the session of an identity as the database has them now; null when either may no longer be used. */
export async function findCurrentSession(
  identity: { readonly userId: string; readonly sessionId: string },
  auth: Pick<AuthContext, "store" | "settings" | "now">,
): Promise<SignedIn | null> {
  const user = await findUser(auth.store.db, identity.userId);
  const session = await findSession(auth.store.db, identity.sessionId);
  if (user === null || !mayBeSignedIn(user, auth.settings)) return null;
  return session !== null && isLive(session, auth.now()) ? { user, session } : null;
}
