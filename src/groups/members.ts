import { type EventSource, PROGRAM, recordEvent } from "../events/events.ts";
import { markStale } from "../sessions/mark-stale.ts";
import type { SessionDeps } from "../sessions/session.ts";
import type { Db } from "../store/store.ts";
import type { GroupRow } from "./groups.ts";

/**
 * Puts a user into a group. Their sessions go on; tokens that say otherwise are refreshed.
 *
 * @returns false where they were in it already, or there is no such user
 * @example await joinGroup(auth, editors, user.id);
 */
export function joinGroup(
  deps: SessionDeps,
  group: GroupRow,
  userId: string,
  source: EventSource = PROGRAM,
): Promise<boolean> {
  return change(deps, group, userId, "group_joined", source, async (db) => {
    const user = await db.selectFrom("users").select("id").where("id", "=", userId).executeTakeFirst();
    if (user === undefined) return false;
    const row = { user_id: userId, group_id: group.id };
    const { numInsertedOrUpdatedRows } = await db
      .insertInto("user_groups")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  });
}

/**
 * Takes a user out of a group.
 *
 * @returns false where they were not in it
 */
export function leaveGroup(
  deps: SessionDeps,
  group: GroupRow,
  userId: string,
  source: EventSource = PROGRAM,
): Promise<boolean> {
  return change(deps, group, userId, "group_left", source, async (db) => {
    const { numDeletedRows } = await db
      .deleteFrom("user_groups")
      .where("user_id", "=", userId)
      .where("group_id", "=", group.id)
      .executeTakeFirst();
    return numDeletedRows === 1n;
  });
}

/** The names of a user's groups, sorted. */
export async function groupNamesOf(db: Db, userId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("user_groups")
    .innerJoin("groups", "groups.id", "user_groups.group_id")
    .select("groups.name")
    .where("user_groups.user_id", "=", userId)
    .orderBy("groups.name_key")
    .execute();
  return rows.map(({ name }) => name);
}

async function change(
  deps: SessionDeps,
  group: GroupRow,
  userId: string,
  type: "group_joined" | "group_left",
  source: EventSource,
  write: (db: Db) => Promise<boolean>,
): Promise<boolean> {
  const stale = await deps.store.transaction(async (db) => {
    if (!(await write(db))) return null;
    await recordEvent(db, { type, outcome: "ok", userId, detail: group.name }, source, deps.now());
    return markStale(deps, db, userId);
  });
  deps.revocations.addStale(stale ?? []);
  return stale !== null;
}
