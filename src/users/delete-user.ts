import { type EventSource, PROGRAM, recordEvent } from "../events/events.ts";
import { markEnded } from "../sessions/end.ts";
import type { SessionDeps } from "../sessions/session.ts";
import type { Db } from "../store/store.ts";

/** What was deleted. */
export interface DeletedUser {
  /** False where there was no such user. */
  readonly isDeleted: boolean;
  readonly endedSessions: readonly string[];
}

/**
 * Deletes a user for good. Every session ends, for access tokens in flight too (ASVS 7.4.2). The rows of the sessions
 * stay until they are flushed, without what tells of a person, since every server learns from them that they ended.
 */
export async function deleteUser(
  deps: SessionDeps,
  userId: string,
  source: EventSource = PROGRAM,
): Promise<DeletedUser> {
  const deleted = await deps.store.transaction((db) => markDeleted(deps, db, userId, source));
  deps.revocations.add(deleted.endedSessions, deps.now());
  return deleted;
}

/**
 * The part of {@link deleteUser} that belongs into the transaction of a larger act. The caller adds the ended sessions
 * to the revocations once that is kept.
 */
export async function markDeleted(
  deps: SessionDeps,
  db: Db,
  userId: string,
  source: EventSource,
): Promise<DeletedUser> {
  const deleted = await db
    .deleteFrom("users")
    .where("id", "=", userId)
    .returning(["is_active", "is_staff", "is_superuser"])
    .executeTakeFirst();
  if (deleted !== undefined) {
    // What they might do, and no name: nothing that tells of the person is kept.
    const before = {
      isActive: deleted.is_active === 1,
      isStaff: deleted.is_staff === 1,
      isSuperuser: deleted.is_superuser === 1,
    };
    await recordEvent(db, { type: "user_deleted", outcome: "ok", userId, before }, source, deps.now());
  }
  const endedSessions = await markEnded(deps, db, { userId }, "user_deleted", source);
  await db.updateTable("sessions").set({ user_agent: "", ip: "" }).where("user_id", "=", userId).execute();
  return { isDeleted: deleted !== undefined, endedSessions };
}
