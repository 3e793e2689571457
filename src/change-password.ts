import type { Identity } from "./authenticate.ts";
import { confirmPassword } from "./confirm-password.ts";
import type { AuthContext } from "./context.ts";
import { findCurrentSession } from "./current-session.ts";
import { AuthError } from "./errors.ts";
import { recordEvent, sourceOf } from "./events/events.ts";
import { groupsForClaims, issueFirstTokens, type SignedIn } from "./issue-tokens.ts";
import { normalizePassword } from "./passwords/policy.ts";
import type { AuthRequest } from "./request/request.ts";
import { markEnded } from "./sessions/end.ts";
import { findSession, isLive, startSession } from "./sessions/session.ts";
import { mayBeSignedIn } from "./users/may-be-signed-in.ts";
import type { UserRow } from "./users/user.ts";
import { passwordProblemsFor } from "./users/users.ts";

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/**
 * Sets a new password for who is signed in, after asking for the current one. Every session of the user ends (ASVS
 * 7.4.3), this one too, and a new one starts: whoever holds a copy of its cookies is out at once (docs/decisions/0007).
 *
 * @throws {AuthError} wrong_password, password_rejected, too_many_logins, server_busy, session_ended
 */
export async function changePassword(
  change: PasswordChange,
  identity: Identity,
  request: AuthRequest,
  auth: AuthContext,
): Promise<SignedIn> {
  const current = await findCurrentSession(identity, auth);
  if (current === null) throw new AuthError("session_ended", {}, { logReason: "user or session gone" });
  const { user, session } = current;
  const attempt = await confirmPassword(current, change.currentPassword, "password_changed", request, auth);
  attempt.succeeded();
  const problems = passwordProblemsFor(user, change.newPassword, auth.settings);
  const isSame = normalizePassword(change.newPassword) === normalizePassword(change.currentPassword);
  if (user.must_change_password === 1 && isSame)
    problems.push("it is the one in force, and you must choose another");
  if (problems.length > 0) throw new AuthError("password_rejected", { reason: problems.join("; ") });
  const passwordHash = await auth.hasher.hash(change.newPassword);
  return keepChange(user, passwordHash, session.id, request, auth);
}

/** All of it or nothing: the new hash, the end of every session, and the new one. */
async function keepChange(
  user: UserRow,
  passwordHash: string,
  sessionId: string,
  request: AuthRequest,
  auth: AuthContext,
): Promise<SignedIn> {
  const now = auth.now();
  const source = sourceOf(request);
  const { signedIn, ended } = await auth.store.transaction(async (db) => {
    const kept = await db
      .updateTable("users")
      .set({
        password_hash: passwordHash,
        must_change_password: 0,
        password_changed_at: now,
        updated_at: now,
      })
      .where("id", "=", user.id)
      .where("password_hash", "=", user.password_hash)
      // Demanded meanwhile: then the new one must be another.
      .where("must_change_password", "=", user.must_change_password)
      .returningAll()
      .executeTakeFirst();
    if (kept === undefined) throw new AuthError("wrong_password", {}, { logReason: "changed_meanwhile" });
    const current = await findSession(db, sessionId);
    const isOver = current === null || !isLive(current, now) || !mayBeSignedIn(kept, auth.settings);
    if (isOver) throw new AuthError("session_ended");
    const ended = await markEnded(auth, db, { userId: user.id }, "password_changed", source);
    const session = await startSession(auth, db, user.id, source);
    const groups = await groupsForClaims(db, user.id, auth.settings);
    // Of the user as they are now: the session is newer than what would make its tokens stale.
    const tokens = issueFirstTokens({ user: kept, session, groups }, auth);
    const event = {
      type: "password_changed",
      outcome: "ok",
      userId: user.id,
      sessionId: session.id,
    } as const;
    await recordEvent(db, event, source, now);
    return { signedIn: { user: kept, session, tokens }, ended };
  });
  auth.revocations.add(ended, now);
  return signedIn;
}
