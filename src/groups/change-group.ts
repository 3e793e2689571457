import { AuthError } from "../errors.ts";
import { type EventSource, PROGRAM, recordEvent } from "../events/events.ts";
import { markStale } from "../sessions/mark-stale.ts";
import type { SessionDeps } from "../sessions/session.ts";
import type { Db } from "../store/store.ts";
import { type NamedGroup, nameOf, refuseTaken } from "./groups.ts";
import { recordMembership } from "./members.ts";
import { givenTo } from "./permissions.ts";

/** Members dealt with in one transaction: some milliseconds, in which sign-ins and refreshes wait. */
const BATCH = 200;

/**
 * Gives a group another name. Tokens that carry the old one are refreshed.
 *
 * @throws {AuthError} group_rejected, conflict, not_found
 */
export async function renameGroup(
  deps: SessionDeps,
  group: NamedGroup,
  name: string,
  source: EventSource = PROGRAM,
): Promise<void> {
  const now = deps.now();
  const renamed = nameOf(name);
  await deps.store.transaction(async (db) => {
    const before = await db.selectFrom("groups").select("name").where("id", "=", group.id).executeTakeFirst();
    if (before === undefined) throw new AuthError("not_found");
    await refuseTaken(db, { ...renamed, id: group.id });
    await db
      .updateTable("groups")
      .set({ ...renamed, updated_at: now })
      .where("id", "=", group.id)
      .execute();
    const event = {
      type: "group_changed",
      outcome: "ok",
      userId: null,
      detail: renamed.name,
      before,
      after: { name: renamed.name },
    } as const;
    await recordEvent(db, event, source, now);
  });
  await eachBatch(deps, group.id, () => Promise.resolve());
}

/**
 * Deletes a group: its members lose what it gave them, at once, and each has an event of it. One that is cut off can be
 * run again.
 */
export function deleteGroup(
  deps: SessionDeps,
  group: NamedGroup,
  source: EventSource = PROGRAM,
): Promise<void> {
  return deleteGroupIf(deps, group, source, async () => {});
}

/**
 * The same, where `check` may refuse it by throwing: asked in each transaction, since what the group gives can change
 * between two. Members that left before stay away.
 */
export async function deleteGroupIf(
  deps: SessionDeps,
  group: NamedGroup,
  source: EventSource,
  check: (db: Db) => Promise<void>,
): Promise<void> {
  await eachBatch(deps, group.id, async (db, userIds) => {
    await check(db);
    await db
      .deleteFrom("user_groups")
      .where("group_id", "=", group.id)
      .where("user_id", "in", userIds)
      .execute();
    for (const userId of userIds)
      await recordMembership(db, group, userId, false, { source, at: deps.now() });
  });
  await deps.store.transaction(async (db) => {
    await check(db);
    const before = { name: group.name, permissions: await givenTo(db, { group }) };
    const { numDeletedRows } = await db.deleteFrom("groups").where("id", "=", group.id).executeTakeFirst();
    // Somebody else deleted it meanwhile.
    if (numDeletedRows === 0n) return;
    const event = { type: "group_deleted", outcome: "ok", userId: null, detail: group.name, before } as const;
    await recordEvent(db, event, source, deps.now());
  });
}

/** Marks the tokens of all members stale, a batch a transaction, after `work` has done its part in it. */
async function eachBatch(
  deps: SessionDeps,
  groupId: string,
  work: (db: Db, userIds: readonly string[]) => Promise<void>,
): Promise<void> {
  for (let after: string | undefined = ""; after !== undefined; ) {
    const { last, stale } = await deps.store.transaction(async (db) => {
      const members = await db
        .selectFrom("user_groups")
        .select("user_id")
        .where("group_id", "=", groupId)
        .where("user_id", ">", after ?? "")
        .orderBy("user_id")
        .limit(BATCH)
        .execute();
      const userIds = members.map(({ user_id }) => user_id);
      if (userIds.length > 0) await work(db, userIds);
      const marked = [];
      for (const userId of userIds) marked.push(...(await markStale(deps, db, userId)));
      return { last: userIds.at(-1), stale: marked };
    });
    deps.revocations.addStale(stale);
    after = last;
  }
}
