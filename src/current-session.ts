import type { AuthContext } from "./context.ts";
import { findSession, isLive } from "./sessions/session.ts";
import type { SignedIn } from "./sign-in.ts";
import { findUser } from "./users/users.ts";

/** The user and the session of an identity as the database has them now; null when either may no longer be used. */
export async function findCurrentSession(
  identity: { readonly userId: string; readonly sessionId: string },
  auth: Pick<AuthContext, "store" | "now">,
): Promise<SignedIn | null> {
  const user = await findUser(auth.store.db, identity.userId);
  const session = await findSession(auth.store.db, identity.sessionId);
  const isUsable = user?.is_active === 1 && session !== null && isLive(session, auth.now());
  return isUsable ? { user, session } : null;
}
