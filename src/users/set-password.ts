import { AuthError } from "../errors.ts";
import { type EventSource, PROGRAM, recordEvent } from "../events/events.ts";
import { markEnded } from "../sessions/end.ts";
import type { SessionDeps } from "../sessions/session.ts";
import type { Db } from "../store/store.ts";
import { findUserRow, passwordProblemsFor, type UserDeps } from "./users.ts";

export interface PasswordChange {
  /** False where the user is gone. */
  readonly isChanged: boolean;
  readonly endedSessions: readonly string[];
}

const GONE: PasswordChange = { isChanged: false, endedSessions: [] };

/**
 * Sets a user's password without asking for the old one: for who administers the system. Every session of the user
 * ends (ASVS 7.4.3).
 *
 * @throws {AuthError} password_rejected, server_busy
 * @example const { isChanged } = await setPassword(auth, userId, newPassword);
 */
export async function setPassword(
  deps: UserDeps & SessionDeps,
  userId: string,
  newPassword: string,
  source: EventSource = PROGRAM,
): Promise<PasswordChange> {
  const user = await findUserRow(deps.store.db, userId);
  if (user === null) return GONE;
  const problems = passwordProblemsFor(user, newPassword, deps.settings);
  if (problems.length > 0) throw new AuthError("password_rejected", { reason: problems.join("; ") });
  const passwordHash = await deps.hasher.hash(newPassword);
  const change = await deps.store.transaction(async (db) => {
    // Deleted while the password was hashed: nothing may be written of who is gone.
    if ((await findUserRow(db, userId)) === null) return GONE;
    return { isChanged: true, endedSessions: await markPassword(deps, db, userId, passwordHash, source) };
  });
  deps.revocations.add(change.endedSessions, deps.now());
  return change;
}

/**
 * The part of {@link setPassword} that belongs into the transaction of a larger act. The caller adds the ids it returns
 * to the revocations once that is kept.
 */
export async function markPassword(
  deps: SessionDeps,
  db: Db,
  userId: string,
  passwordHash: string,
  source: EventSource,
): Promise<readonly string[]> {
  const now = deps.now();
  await db
    .updateTable("users")
    .set({ password_hash: passwordHash, password_changed_at: now, updated_at: now })
    .where("id", "=", userId)
    .execute();
  await recordEvent(db, { type: "password_changed", outcome: "ok", userId }, source, now);
  return markEnded(deps, db, { userId }, "password_changed", source);
}
