import type { Identity } from "./authenticate.ts";
import type { AuthContext } from "./context.ts";
import { AuthError } from "./errors.ts";
import { recordEvent, sourceOf } from "./events/events.ts";
import type { AuthRequest } from "./request/request.ts";
import { markEnded } from "./sessions/end.ts";
import { advance } from "./sessions/rotate.ts";
import { findSession, isLive, type SessionRow } from "./sessions/session.ts";
import { type SignedIn, verifyCounted } from "./sign-in.ts";
import type { UserRow } from "./users/user.ts";
import { findUser, passwordProblemsFor } from "./users/users.ts";

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/**
 * Sets a new password for who is signed in, after asking for the current one. Every other session of the user ends;
 * this one moves a generation on, so that a copy of its refresh cookie is found out when it is used (ASVS 7.4.3).
 *
 * @throws {AuthError} wrong_password, password_rejected, too_many_logins, server_busy, session_ended
 */
export async function changePassword(
  change: PasswordChange,
  identity: Identity,
  request: AuthRequest,
  auth: AuthContext,
): Promise<SignedIn> {
  const { user, session } = await readCurrent(identity, auth);
  const attempt = auth.throttle.take({ account: user.id, ip: request.ip, isKnownDevice: true });
  if (!(await verifyCounted(attempt, change.currentPassword, user.password_hash, auth))) {
    await recordEvent(
      auth.store.db,
      { type: "password_changed", outcome: "wrong_password", userId: user.id, sessionId: session.id },
      sourceOf(request),
      auth.now(),
    );
    throw new AuthError("wrong_password");
  }
  attempt.succeeded();
  const problems = passwordProblemsFor(user, change.newPassword, auth.settings);
  if (problems.length > 0) throw new AuthError("password_rejected", { reason: problems.join("; ") });
  await store(user, await auth.hasher.hash(change.newPassword), session, request, auth);
  const rotation = await advance(auth, session, sourceOf(request));
  if (rotation?.outcome === "rotated") return { user, session: rotation.session };
  // Another tab refreshed in between: its successor is the session's, and this answer gives it too.
  const { session: current } = await readCurrent(identity, auth);
  return { user, session: current };
}

async function readCurrent(identity: Identity, auth: AuthContext): Promise<SignedIn> {
  const user = await findUser(auth.store.db, identity.userId);
  const session = await findSession(auth.store.db, identity.sessionId);
  if (user === null || user.is_active !== 1 || session === null || !isLive(session, auth.now())) {
    throw new AuthError("session_ended", {}, { logReason: "user or session gone" });
  }
  return { user, session };
}

async function store(
  user: UserRow,
  passwordHash: string,
  session: SessionRow,
  request: AuthRequest,
  auth: AuthContext,
): Promise<void> {
  const now = auth.now();
  const source = sourceOf(request);
  const ended = await auth.store.transaction(async (db) => {
    const { numUpdatedRows } = await db
      .updateTable("users")
      .set({ password_hash: passwordHash, password_changed_at: now, updated_at: now })
      .where("id", "=", user.id)
      .where("password_hash", "=", user.password_hash)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw new AuthError("wrong_password", {}, { logReason: "changed_meanwhile" });
    await recordEvent(
      db,
      { type: "password_changed", outcome: "ok", userId: user.id, sessionId: session.id },
      source,
      now,
    );
    return markEnded(auth, db, { userId: user.id, except: session.id }, "password_changed", source);
  });
  auth.revocations.add(ended, now);
}
