import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import type { Db } from "../store/store.ts";
import type { UserRow } from "../users/user.ts";
import { type Place, readCursor, toCursor } from "./cursor.ts";
import type { Condition, UserQuery } from "./user-filter.ts";
import type { Part, Plan } from "./user-plan.ts";

/** Rows looked at in one statement, where each must be asked whether it matches: some milliseconds. */
const FIRST_CHUNK = 200;
const CHUNK = 1000;

/** Rows looked at for one page. */
const BUDGET = 10_000;

export interface UserPage {
  readonly users: readonly UserRow[];
  /** Where to go on, or null at the end. A page may hold fewer users than it could and have a `next` all the same. */
  readonly next: string | null;
}

/**
 * One page. However few of however many users match, it looks at {@link BUDGET} rows at most and lets other requests
 * in between: where it has not found enough by then, the next page goes on from there.
 *
 * @throws {AuthError} invalid_request for a cursor of another list
 */
export async function readUsers(
  db: Db,
  plan: Plan,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<UserPage> {
  const from = after === undefined ? null : readCursor(after, keyLengths(plan));
  const found: { user: UserRow; part: Part }[] = [];
  let index = from === null ? 0 : plan.parts.findIndex(({ name }) => name === from.part);
  let place = from;
  for (let looked = 0; index < plan.parts.length; ) {
    const part = plan.parts[index] as Part;
    const size = chunkSize(plan, looked, limit + 1 - found.length);
    const chunk = walk(db, part, plan, place).limit(size);
    const users = await matchingOf(db, chunk, plan, part, limit + 1 - found.length);
    found.push(...users.map((user) => ({ user, part })));
    if (found.length > limit) break;
    place = await endOf(chunk, users, part, plan, size);
    if (place === null) index++;
    looked += size;
    if (place !== null && looked >= BUDGET)
      return { users: found.map(({ user }) => user), next: toCursor(place) };
    await nextTurn();
  }
  const last = found[limit - 1];
  const next = found.length > limit && last !== undefined ? toCursor(placeOf(last.user, last.part)) : null;
  return { users: found.slice(0, limit).map(({ user }) => user), next };
}

function keyLengths({ parts }: Plan): Map<string, number> {
  return new Map(parts.map(({ name, key }) => [name, key.length]));
}

function chunkSize({ matching }: Plan, looked: number, wanted: number): number {
  if (matching.length === 0) return wanted;
  return looked === 0 ? FIRST_CHUNK : CHUNK;
}

/** The rows of a part after a place, in its order. */
export function walk(db: Db, part: Part, { isDescending }: Plan, after: Place | null): UserQuery {
  const direction = isDescending ? "desc" : "asc";
  const sign = sql.raw(isDescending ? "<" : ">");
  const from = part.group === undefined ? fromUsers(db) : fromMembers(db, part.group);
  // Qualified by the table it is walked along: an engine does not carry the order of one side of a join to the other.
  const column = (name: string) => sql.ref(part.group === undefined ? name : "user_groups.user_id");
  const key = sql.join(part.key.map(column));
  let query = where(from, part.within);
  if (after !== null) query = where(query, [sql`(${key}) ${sign} (${sql.join([...after.key])})`]);
  for (const name of part.key) query = query.orderBy(column(name), direction);
  return query;
}

function fromUsers(db: Db): UserQuery {
  return db.selectFrom("users").selectAll("users");
}

function fromMembers(db: Db, groupId: string): UserQuery {
  return db
    .selectFrom("user_groups")
    .innerJoin("users", "users.id", "user_groups.user_id")
    .where("user_groups.group_id", "=", groupId)
    .selectAll("users") as unknown as UserQuery;
}

function where(query: UserQuery, conditions: readonly Condition[]): UserQuery {
  return conditions.reduce((narrowed, condition) => narrowed.where(condition), query);
}

async function matchingOf(
  db: Db,
  chunk: UserQuery,
  plan: Plan,
  part: Part,
  wanted: number,
): Promise<readonly UserRow[]> {
  if (plan.matching.length === 0) return chunk.execute();
  const rows = db.selectFrom(chunk.as("users")).selectAll() as unknown as UserQuery;
  return orderedBy(where(rows, plan.matching), part, plan).limit(wanted).execute();
}

function orderedBy(query: UserQuery, part: Part, { isDescending }: Plan): UserQuery {
  return part.key.reduce((ordered, column) => ordered.orderBy(column, isDescending ? "desc" : "asc"), query);
}

/** Where the rows that were looked at end; null where the part does. */
async function endOf(
  chunk: UserQuery,
  users: readonly UserRow[],
  part: Part,
  { matching }: Plan,
  size: number,
): Promise<Place | null> {
  if (matching.length === 0) {
    const last = users.length < size ? undefined : users.at(-1);
    return last === undefined ? null : placeOf(last, part);
  }
  return lastPlace(chunk, part, size);
}

/** The last of exactly `size` rows, which were just read: never far. */
async function lastPlace(chunk: UserQuery, part: Part, size: number): Promise<Place | null> {
  const last = await chunk
    .limit(1)
    .offset(size - 1)
    .executeTakeFirst();
  return last === undefined ? null : placeOf(last, part);
}

function placeOf(user: UserRow, { name, key }: Part): Place {
  return { part: name, key: key.map((column) => user[column] ?? "") };
}

/** Rows looked at to tell how many match. */
const COUNTED = 1000;

/** How many match; where `isExact` is false there are at least so many. */
export interface Total {
  readonly count: number;
  readonly isExact: boolean;
}

/** Counts no further than {@link COUNTED} rows: a whole count of a million takes longer than the page itself. */
export async function countMatches(db: Db, plan: Plan): Promise<Total> {
  let looked = 0;
  let count = 0;
  for (const part of plan.parts) {
    const rest = COUNTED + 1 - looked;
    const chunk = walk(db, part, plan, null).limit(rest);
    const inPart = await countRows(db, chunk, []);
    looked += inPart;
    count += plan.matching.length === 0 ? inPart : await countRows(db, chunk, plan.matching);
    if (looked > COUNTED) return { count: Math.min(count, COUNTED), isExact: false };
  }
  return { count, isExact: true };
}

/** Rows counted in one statement, of a whole count. */
const COUNT_CHUNK = 5000;

/** Counts all, however many, a part at a time, so that other requests get in between. */
export async function countAll(db: Db, plan: Plan): Promise<number> {
  let count = 0;
  for (const part of plan.parts) {
    for (let place: Place | null = null, isFirst = true; isFirst || place !== null; isFirst = false) {
      const chunk: UserQuery = walk(db, part, plan, place).limit(COUNT_CHUNK);
      count += await countRows(db, chunk, plan.matching);
      place = await lastPlace(chunk, part, COUNT_CHUNK);
      await nextTurn();
    }
  }
  return count;
}

async function countRows(db: Db, chunk: UserQuery, matching: readonly Condition[]): Promise<number> {
  const rows = db.selectFrom(chunk.as("users")).selectAll() as unknown as UserQuery;
  const counted = await where(rows, matching)
    .clearSelect()
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(counted.count);
}
