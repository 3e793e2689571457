import { type EventSource, PROGRAM, recordEvent } from "../events/events.ts";
import { markEnded } from "../sessions/end.ts";
import type { SessionDeps } from "../sessions/session.ts";
import type { Db } from "../store/store.ts";

export interface ActiveChange {
  /** False where the user was so already, or is gone. */
  readonly isChanged: boolean;
  readonly endedSessions: readonly string[];
}

/**
 * Lets a user sign in, or keeps them from it. Deactivating ends every session, for access tokens in flight too
 * (ASVS 7.4.2); it does so for a user who was inactive already as well.
 */
export async function setActive(
  deps: SessionDeps,
  userId: string,
  isActive: boolean,
  source: EventSource = PROGRAM,
): Promise<ActiveChange> {
  const change = await deps.store.transaction((db) => markActive(deps, db, userId, isActive, source));
  deps.revocations.add(change.endedSessions, deps.now());
  return change;
}

/**
 * The part of {@link setActive} that belongs into the transaction of a larger act. The caller adds the ended sessions
 * to the revocations once that is kept.
 */
export async function markActive(
  deps: SessionDeps,
  db: Db,
  userId: string,
  isActive: boolean,
  source: EventSource,
): Promise<ActiveChange> {
  const now = deps.now();
  const { numUpdatedRows } = await db
    .updateTable("users")
    .set({ is_active: isActive ? 1 : 0, updated_at: now })
    .where("id", "=", userId)
    .where("is_active", "=", isActive ? 0 : 1)
    .executeTakeFirst();
  const isChanged = numUpdatedRows === 1n;
  const type = isActive ? "user_activated" : "user_deactivated";
  const change = { before: { isActive: !isActive }, after: { isActive } };
  if (isChanged) await recordEvent(db, { type, outcome: "ok", userId, ...change }, source, now);
  const endedSessions = isActive ? [] : await markEnded(deps, db, { userId }, "user_deactivated", source);
  return { isChanged, endedSessions };
}
