import { AuthError } from "../errors.ts";
import { type EventSource, PROGRAM, recordEvent } from "../events/events.ts";
import { isPermission, PERMISSIONS, type Permission } from "../permissions.ts";
import type { SessionDeps } from "../sessions/session.ts";
import type { Db } from "../store/store.ts";
import type { UserRow } from "../users/user.ts";
import { findUserRow } from "../users/users.ts";
import type { NamedGroup } from "./groups.ts";

/** Whom a permission is given to. */
export type Holder = { readonly userId: string } | { readonly group: NamedGroup };

type Reader = Pick<SessionDeps, "store">;

/**
 * What a user may do in the admin: a superuser all, who is inactive, not staff or gone nothing, others what they or their
 * groups were given.
 */
export async function permissionsOf({ store }: Reader, userId: string): Promise<ReadonlySet<Permission>> {
  const user = await findUserRow(store.db, userId);
  return user === null ? new Set() : permissionsOfRow(store.db, user);
}

/** The same of a user who was read already. */
export async function permissionsOfRow(db: Db, user: UserRow): Promise<ReadonlySet<Permission>> {
  if (user.is_active !== 1) return new Set();
  if (user.is_superuser === 1) return new Set(PERMISSIONS);
  return user.is_staff === 1 ? grantedTo(db, user) : new Set();
}

/** What a user and their groups were given, whether they may use it now or not. */
export async function grantedTo(db: Db, user: UserRow): Promise<ReadonlySet<Permission>> {
  const own = await givenTo(db, { userId: user.id });
  const rows = await db
    .selectFrom("user_groups")
    .innerJoin("group_permissions", "group_permissions.group_id", "user_groups.group_id")
    .select("group_permissions.permission")
    .where("user_groups.user_id", "=", user.id)
    .execute();
  return new Set([...own, ...rows.map(({ permission }) => permission).filter(isPermission)]);
}

/** What was given to this user or group itself, in the order of {@link PERMISSIONS}. */
export function ownPermissions({ store }: Reader, holder: Holder): Promise<readonly Permission[]> {
  return givenTo(store.db, holder);
}

/** The same within a transaction. */
export async function givenTo(db: Db, holder: Holder): Promise<readonly Permission[]> {
  const rows =
    "userId" in holder
      ? await db
          .selectFrom("user_permissions")
          .select("permission")
          .where("user_id", "=", holder.userId)
          .execute()
      : await db
          .selectFrom("group_permissions")
          .select("permission")
          .where("group_id", "=", holder.group.id)
          .execute();
  const given = new Set(rows.map(({ permission }) => permission));
  return PERMISSIONS.filter((permission) => given.has(permission));
}

/** Which permissions to give and which to take. */
export interface PermissionChange {
  readonly give?: readonly Permission[];
  readonly take?: readonly Permission[];
}

/**
 * Gives permissions and takes them. They are read from the database where they count, so this acts at once.
 *
 * @returns what the holder itself has now
 * @throws {AuthError} not_found
 * @example await changePermissions(auth, { group: editors }, { give: ["users.view"] });
 */
export async function changePermissions(
  deps: SessionDeps,
  holder: Holder,
  change: PermissionChange,
  source: EventSource = PROGRAM,
): Promise<readonly Permission[]> {
  return deps.store.transaction(async (db) => {
    if (!(await isThere(db, holder))) throw new AuthError("not_found");
    return markPermissions(deps, db, holder, change, source);
  });
}

async function isThere(db: Db, holder: Holder): Promise<boolean> {
  const [table, id] =
    "userId" in holder ? (["users", holder.userId] as const) : (["groups", holder.group.id] as const);
  return (await db.selectFrom(table).select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
}

/** The part of {@link changePermissions} that belongs into the transaction of a larger act. */
export async function markPermissions(
  deps: Pick<SessionDeps, "now">,
  db: Db,
  holder: Holder,
  { give = [], take = [] }: PermissionChange,
  source: EventSource,
): Promise<readonly Permission[]> {
  const before = await givenTo(db, holder);
  const given = PERMISSIONS.filter((one) => give.includes(one) && !before.includes(one));
  const taken = PERMISSIONS.filter((one) => take.includes(one) && before.includes(one));
  for (const permission of given) await insertPermission(db, holder, permission);
  for (const permission of taken) await deletePermission(db, holder, permission);
  const detail = [...given.map((name) => `+${name}`), ...taken.map((name) => `-${name}`)].join(" ");
  const userId = "userId" in holder ? holder.userId : null;
  const whose = "userId" in holder ? "" : `${holder.group.name}: `;
  const after = await givenTo(db, holder);
  const event = {
    type: "permissions_changed",
    outcome: "ok",
    userId,
    detail: whose + detail,
    before: { permissions: before },
    after: { permissions: after },
  } as const;
  if (detail !== "") await recordEvent(db, event, source, deps.now());
  return after;
}

async function insertPermission(db: Db, holder: Holder, permission: Permission): Promise<void> {
  if ("userId" in holder)
    await db.insertInto("user_permissions").values({ user_id: holder.userId, permission }).execute();
  else await db.insertInto("group_permissions").values({ group_id: holder.group.id, permission }).execute();
}

async function deletePermission(db: Db, holder: Holder, permission: Permission): Promise<void> {
  if ("userId" in holder)
    await db
      .deleteFrom("user_permissions")
      .where("user_id", "=", holder.userId)
      .where("permission", "=", permission)
      .execute();
  else
    await db
      .deleteFrom("group_permissions")
      .where("group_id", "=", holder.group.id)
      .where("permission", "=", permission)
      .execute();
}
