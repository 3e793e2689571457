import { type EventSource, type NewEvent, PROGRAM, recordEvent } from "../events/events.ts";
import { markStale } from "../sessions/mark-stale.ts";
import type { StaleSession } from "../sessions/revocations.ts";
import type { SessionDeps } from "../sessions/session.ts";
import type { Db } from "../store/store.ts";
import type { NamedGroup } from "./groups.ts";

/**
 * Puts a user into a group. Their sessions go on; tokens that say otherwise are refreshed.
 *
 * @returns false where they were in it already, or there is no such user or group
 * @example await joinGroup(auth, editors, user.id);
 */
export function joinGroup(
  deps: SessionDeps,
  group: NamedGroup,
  userId: string,
  source: EventSource = PROGRAM,
): Promise<boolean> {
  return change(deps, group, userId, true, source);
}

/**
 * Takes a user out of a group.
 *
 * @returns false where they were not in it
 */
export function leaveGroup(
  deps: SessionDeps,
  group: NamedGroup,
  userId: string,
  source: EventSource = PROGRAM,
): Promise<boolean> {
  return change(deps, group, userId, false, source);
}

/** A user's groups, sorted by name. */
export function groupsOf(db: Db, userId: string): Promise<NamedGroup[]> {
  return db
    .selectFrom("user_groups")
    .innerJoin("groups", "groups.id", "user_groups.group_id")
    .select(["groups.id", "groups.name"])
    .where("user_groups.user_id", "=", userId)
    .orderBy("groups.name_key")
    .execute();
}

/** The names of a user's groups, sorted. */
export async function groupNamesOf(
  { store }: Pick<SessionDeps, "store">,
  userId: string,
): Promise<readonly string[]> {
  return (await groupsOf(store.db, userId)).map(({ name }) => name);
}

async function change(
  deps: SessionDeps,
  group: NamedGroup,
  userId: string,
  isMember: boolean,
  source: EventSource,
): Promise<boolean> {
  const stale = await deps.store.transaction((db) => markMember(deps, db, group, userId, isMember, source));
  deps.revocations.addStale(stale ?? []);
  return stale !== null;
}

/**
 * The part of joining or leaving that belongs into the transaction of a larger act. The caller gives what it returns to
 * the revocations once that is kept.
 *
 * @returns null where nothing changed
 */
export async function markMember(
  deps: Pick<SessionDeps, "now">,
  db: Db,
  group: NamedGroup,
  userId: string,
  isMember: boolean,
  source: EventSource,
): Promise<readonly StaleSession[] | null> {
  if (!(await (isMember ? addMember : removeMember)(db, group.id, userId))) return null;
  await recordMembership(db, group, userId, isMember, { source, at: deps.now() });
  return markStale(deps, db, userId);
}

/** Writes down that a user is in a group now, or no longer: in the transaction of that, after it. */
export async function recordMembership(
  db: Db,
  group: NamedGroup,
  userId: string,
  isMember: boolean,
  { source, at }: { readonly source: EventSource; readonly at: number },
): Promise<void> {
  const others = (await groupsOf(db, userId)).filter(({ id }) => id !== group.id).map(({ name }) => name);
  const [without, within] = [{ groups: others }, { groups: [...others, group.name] }];
  const event: NewEvent = {
    type: isMember ? "group_joined" : "group_left",
    outcome: "ok",
    userId,
    detail: group.name,
    before: isMember ? without : within,
    after: isMember ? within : without,
  };
  await recordEvent(db, event, source, at);
}

async function addMember(db: Db, groupId: string, userId: string): Promise<boolean> {
  const both = await db
    .selectFrom(["users", "groups"])
    .select("users.id")
    .where("users.id", "=", userId)
    .where("groups.id", "=", groupId)
    .executeTakeFirst();
  if (both === undefined) return false;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("user_groups")
    .values({ user_id: userId, group_id: groupId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

async function removeMember(db: Db, groupId: string, userId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom("user_groups")
    .where("user_id", "=", userId)
    .where("group_id", "=", groupId)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}
