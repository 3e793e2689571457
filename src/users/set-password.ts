import { AuthError } from "../errors.ts";
import { type EventSource, recordEvent } from "../events/events.ts";
import { markEnded } from "../sessions/end.ts";
import type { SessionDeps } from "../sessions/session.ts";
import type { Db } from "../store/store.ts";
import type { UserRow } from "./user.ts";
import { passwordProblemsFor, type UserDeps } from "./users.ts";

/**
 * Sets a user's password without asking for the old one: for who administers the system. Every session of the user
 * ends (ASVS 7.4.3).
 *
 * @returns the ids of the ended sessions
 * @throws {AuthError} password_rejected, server_busy
 */
export async function setPassword(
  deps: UserDeps & SessionDeps,
  user: UserRow,
  newPassword: string,
  source: EventSource,
): Promise<readonly string[]> {
  const problems = passwordProblemsFor(user, newPassword, deps.settings);
  if (problems.length > 0) throw new AuthError("password_rejected", { reason: problems.join("; ") });
  const passwordHash = await deps.hasher.hash(newPassword);
  const ended = await deps.store.transaction((db) => markPassword(deps, db, user.id, passwordHash, source));
  deps.revocations.add(ended, deps.now());
  return ended;
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
