import { type EventSource, PROGRAM, recordEvent } from "../events/events.ts";
import { markStale } from "../sessions/mark-stale.ts";
import type { StaleSession } from "../sessions/revocations.ts";
import type { SessionDeps } from "../sessions/session.ts";
import type { Db } from "../store/store.ts";
import { findUserRow } from "./users.ts";

/** What a user may do beyond their own account. What is left out stays as it is. */
export interface Roles {
  readonly isStaff?: boolean;
  readonly isSuperuser?: boolean;
}

/**
 * Changes a user's roles. Their sessions go on, but access tokens made before are taken no more: the next refresh
 * makes some that say what is so now.
 *
 * @example await setRoles(auth, user.id, { isStaff: true });
 * @returns whether anything changed; false where the user was so already, or is gone
 */
export async function setRoles(
  deps: SessionDeps,
  userId: string,
  roles: Roles,
  source: EventSource = PROGRAM,
): Promise<boolean> {
  const stale = await deps.store.transaction((db) => markRoles(deps, db, userId, roles, source));
  deps.revocations.addStale(stale ?? []);
  return stale !== null;
}

/**
 * The part of {@link setRoles} that belongs into the transaction of a larger act. The caller gives what it returns to
 * the revocations once that is kept.
 *
 * @returns null where nothing changed
 */
export async function markRoles(
  deps: Pick<SessionDeps, "now">,
  db: Db,
  userId: string,
  roles: Roles,
  source: EventSource,
): Promise<readonly StaleSession[] | null> {
  const now = deps.now();
  const wanted = Object.entries({ is_staff: roles.isStaff, is_superuser: roles.isSuperuser }).flatMap(
    ([column, value]) => (value === undefined ? [] : [[column, value ? 1 : 0] as const]),
  );
  if (wanted.length === 0) return null;
  const old = await findUserRow(db, userId);
  const { numUpdatedRows } = await db
    .updateTable("users")
    .set({ ...Object.fromEntries(wanted), updated_at: now })
    .where("id", "=", userId)
    .where((where) =>
      where.or(wanted.map(([column, value]) => where(column as "is_staff" | "is_superuser", "!=", value))),
    )
    .executeTakeFirst();
  if (old === null || numUpdatedRows !== 1n) return null;
  const before = { isStaff: old.is_staff === 1, isSuperuser: old.is_superuser === 1 };
  const event = {
    type: "roles_changed",
    outcome: "ok",
    userId,
    before,
    after: { ...before, ...roles },
  } as const;
  await recordEvent(db, event, source, now);
  return markStale(deps, db, userId);
}
