import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { deleteGroupIf, renameGroup } from "../groups/change-group.ts";
import { createGroup, type Group, type GroupRow, toGroup } from "../groups/groups.ts";
import { givenTo, markPermissions, type PermissionChange } from "../groups/permissions.ts";
import type { Permission } from "../permissions.ts";
import type { Db } from "../store/store.ts";
import type { Actor } from "./actor.ts";
import { readCursor, toCursor } from "./cursor.ts";
import { requireOwn } from "./reach.ts";
import type { Total } from "./read-users.ts";

export interface AdminGroup extends Group {
  readonly members: Total;
  readonly permissions: readonly Permission[];
}

/** Members counted at most. */
const COUNTED = 1000;

const PART = "groups";

/** Groups by name, a page at a time. */
export async function listAdminGroups(
  db: Db,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<{ groups: readonly AdminGroup[]; next: string | null }> {
  const key = after === undefined ? "" : String(readCursor(after, new Map([[PART, 1]])).key[0]);
  const rows = await db
    .selectFrom("groups")
    .selectAll()
    .where("name_key", ">", key)
    .orderBy("name_key")
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const groups = [];
  for (const row of shown) groups.push(await describe(db, row));
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { groups, next: last === undefined ? null : toCursor({ part: PART, key: [last.name_key] }) };
}

async function countMembers(db: Db, groupId: string): Promise<Total> {
  const members = db
    .selectFrom("user_groups")
    .select("user_id")
    .where("group_id", "=", groupId)
    .limit(COUNTED + 1);
  const row = await db
    .selectFrom(members.as("members"))
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  const count = Number(row.count);
  return { count: Math.min(count, COUNTED), isExact: count <= COUNTED };
}

/** @throws {AuthError} not_found */
export async function requireGroup(db: Db, id: string): Promise<GroupRow> {
  const group = await db.selectFrom("groups").selectAll().where("id", "=", id).executeTakeFirst();
  if (group === undefined) throw new AuthError("not_found");
  return group;
}

/** @throws {AuthError} not_found */
export async function describeGroup(db: Db, id: string): Promise<AdminGroup> {
  return describe(db, await requireGroup(db, id));
}

async function describe(db: Db, group: GroupRow): Promise<AdminGroup> {
  return {
    ...toGroup(group),
    members: await countMembers(db, group.id),
    permissions: await givenTo(db, { group }),
  };
}

/** @throws {AuthError} group_rejected, conflict */
export async function addGroup(name: string, actor: Actor, auth: AuthContext): Promise<string> {
  return (await createGroup(auth, name, actor.source)).id;
}

/** @throws {AuthError} not_found, group_rejected, conflict */
export async function nameGroup(id: string, name: string, actor: Actor, auth: AuthContext): Promise<void> {
  await renameGroup(auth, await requireGroup(auth.store.db, id), name, actor.source);
}

/**
 * Deletes a group. Its members lose what it gave them, so the actor must have all of that.
 *
 * @throws {AuthError} not_found, permission_denied
 */
export async function removeGroup(id: string, actor: Actor, auth: AuthContext): Promise<void> {
  const group = await requireGroup(auth.store.db, id);
  await deleteGroupIf(auth, group, actor.source, async (db) =>
    requireOwn(actor, await givenTo(db, { group })),
  );
}

/** @throws {AuthError} not_found, permission_denied */
export async function changeGroupPermissions(
  id: string,
  change: PermissionChange,
  actor: Actor,
  auth: AuthContext,
): Promise<void> {
  requireOwn(actor, [...(change.give ?? []), ...(change.take ?? [])]);
  await auth.store.transaction(async (db) => {
    await markPermissions(auth, db, { group: await requireGroup(db, id) }, change, actor.source);
  });
}
