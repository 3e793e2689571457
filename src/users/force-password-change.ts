import { type EventSource, PROGRAM, recordEvent } from "../events/events.ts";
import type { SessionDeps } from "../sessions/session.ts";
import type { Db } from "../store/store.ts";

/**
 * Makes a user choose a new password: a session they sign in to from now on may do nothing else. Sessions that there are
 * go on, so that nobody loses what they are at; end them where the password may be known to others.
 *
 * @returns false where they must already, or there is no such user
 * @example await forcePasswordChange(auth, user.id);
 */
export function forcePasswordChange(
  deps: SessionDeps,
  userId: string,
  source: EventSource = PROGRAM,
): Promise<boolean> {
  return deps.store.transaction((db) => markPasswordChange(deps, db, userId, source));
}

/** The part of {@link forcePasswordChange} that belongs into the transaction of a larger act. */
export async function markPasswordChange(
  deps: Pick<SessionDeps, "now">,
  db: Db,
  userId: string,
  source: EventSource,
): Promise<boolean> {
  const now = deps.now();
  const { numUpdatedRows } = await db
    .updateTable("users")
    .set({ must_change_password: 1, updated_at: now })
    .where("id", "=", userId)
    .where("must_change_password", "=", 0)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) return false;
  const change = { before: { mustChangePassword: false }, after: { mustChangePassword: true } };
  await recordEvent(db, { type: "password_change_forced", outcome: "ok", userId, ...change }, source, now);
  return true;
}
