import type { Selectable } from "kysely";
import { AuthError } from "../errors.ts";
import { type EventSource, PROGRAM, recordEvent } from "../events/events.ts";
import { newId } from "../ids.ts";
import type { SessionDeps } from "../sessions/session.ts";
import type { GroupsTable } from "../store/schema.ts";
import type { Db } from "../store/store.ts";
import { canonicalUsername } from "../users/canonical.ts";

export type GroupRow = Selectable<GroupsTable>;

/** A group as answers show it. Times are ISO 8601 in UTC. */
export interface Group {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
}

/** As much of a group as acts on it need. */
export type NamedGroup = Pick<GroupRow, "id" | "name">;

export function toGroup({ id, name, created_at }: GroupRow): Group {
  return { id, name, createdAt: new Date(created_at).toISOString() };
}

/**
 * Makes a group without members or permissions. Names are unique in any spelling that is canonically the same.
 *
 * @throws {AuthError} group_rejected, conflict
 * @example const editors = await createGroup(auth, "editors");
 */
export async function createGroup(
  deps: SessionDeps,
  given: string,
  source: EventSource = PROGRAM,
): Promise<Group> {
  const now = deps.now();
  const row = { id: newId(now, deps.random), ...nameOf(given), created_at: now, updated_at: now };
  await deps.store.transaction(async (db) => {
    await refuseTaken(db, row);
    await db.insertInto("groups").values(row).execute();
    const { name } = row;
    const event = {
      type: "group_created",
      outcome: "ok",
      userId: null,
      detail: name,
      after: { name },
    } as const;
    await recordEvent(db, event, source, now);
  });
  return toGroup(row);
}

/** A group by its id, or its name in any spelling; null where there is none. */
export async function findGroup(
  { store }: Pick<SessionDeps, "store">,
  nameOrId: string,
): Promise<Group | null> {
  const found = await store.db
    .selectFrom("groups")
    .selectAll()
    .where((where) =>
      where.or([where("name_key", "=", canonicalUsername(nameOrId.trim())), where("id", "=", nameOrId)]),
    )
    .executeTakeFirst();
  return found === undefined ? null : toGroup(found);
}

/** A group and how many are in it. */
export interface CountedGroup extends Group {
  readonly members: number;
}

/** All groups, sorted by name, each with how many are in it. */
export async function listGroups({ store }: Pick<SessionDeps, "store">): Promise<readonly CountedGroup[]> {
  const rows = await store.db
    .selectFrom("groups")
    .leftJoin("user_groups", "user_groups.group_id", "groups.id")
    .selectAll("groups")
    .select((select) => select.fn.count<number>("user_groups.user_id").as("members"))
    .groupBy("groups.id")
    .orderBy("groups.name_key")
    .execute();
  return rows.map((row) => ({ ...toGroup(row), members: Number(row.members) }));
}

/** @throws {AuthError} conflict */
export async function refuseTaken(
  db: Db,
  { id, name_key }: Pick<GroupRow, "id" | "name_key">,
): Promise<void> {
  const other = await db
    .selectFrom("groups")
    .select("id")
    .where("name_key", "=", name_key)
    .where("id", "<>", id)
    .executeTakeFirst();
  if (other !== undefined) throw new AuthError("conflict", { reason: "that group name is already taken" });
}

/**
 * A name as it is kept.
 *
 * @throws {AuthError} group_rejected
 */
export function nameOf(given: string): Pick<GroupRow, "name" | "name_key"> {
  const name = given.trim();
  const problem = nameProblem(name);
  if (problem !== null) throw new AuthError("group_rejected", { reason: problem });
  return { name, name_key: canonicalUsername(name) };
}

function nameProblem(name: string): string | null {
  if (name === "") return "the name is empty";
  if ([...name].length > 150) return "the name is longer than 150 characters";
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(name) ? "the name holds a control or invisible character" : null;
}
