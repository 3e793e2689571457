import { type SelectQueryBuilder, sql } from "kysely";
import type { Database } from "../store/schema.ts";
import type { Db } from "../store/store.ts";
import { type AuditEvent, toAuditEvent } from "./audit-event.ts";
import type { EventType } from "./event-types.ts";
import { type IdRange, idRangeOf, type TimeRange } from "./id-range.ts";
import type { EventRow } from "./seal.ts";

/** Which events; what is left out restricts nothing. */
export interface EventFilter extends TimeRange {
  readonly types?: readonly EventType[] | undefined;
  /** Refreshes too, where no types are named: there is one every few minutes of everybody's. @default false */
  readonly withRefreshes?: boolean | undefined;
  /** "ok", or the reason of a refusal. */
  readonly outcome?: string | undefined;
  /** Whom it befell. */
  readonly userId?: string | undefined;
  /** Who did it, where that is another. */
  readonly actorId?: string | undefined;
  /** To the letter. */
  readonly address?: string | undefined;
}

export interface EventSearch extends EventFilter {
  readonly limit: number;
  /** The `next` of the page before. */
  readonly before?: number | undefined;
}

export interface AuditPage {
  /** The newest first. There may be fewer than `limit`, even none, where `next` is not null. */
  readonly events: readonly AuditEvent[];
  /** The id to go on before, or null at the end. */
  readonly next: number | null;
}

/** What one page of a search looks through at most. */
export interface Look {
  /** Ids, where no index holds just what is asked for: 25 ms. */
  readonly ids: number;
  /** Events of one user, where more is asked than that they are theirs. */
  readonly ofUser: number;
}

const MAX_LOOK: Look = { ids: 100_000, ofUser: 10_000 };

/**
 * Events of all users, the newest first, a page at a time. A page costs the same however far back it is; one with
 * several filters looks through a bounded stretch, and its `next` goes on from there.
 *
 * @example const { events, next } = await searchEvents(auth.store.db, { types: ["sign_in"], outcome: "wrong_password", limit: 50 });
 */
export async function searchEvents(
  db: Db,
  search: EventSearch,
  maxLook: Look = MAX_LOOK,
): Promise<AuditPage> {
  const range = await idRangeOf(db, search);
  const below = Math.min(search.before ?? range.below, range.below);
  const from = Math.max(range.from, await startOfLook(db, search, below, maxLook));
  const rows = await newestOf(db, search, { from, below });
  const shown = rows.slice(0, search.limit);
  const atEnd = from > range.from ? from : null;
  return {
    events: shown.map(toAuditEvent),
    next: rows.length > search.limit ? (shown.at(-1)?.id ?? null) : atEnd,
  };
}

/** The first id that this page looks at; 0 where an index holds just what is asked for. */
async function startOfLook(db: Db, search: EventSearch, below: number, look: Look): Promise<number> {
  if (isIndexed(search)) return 0;
  const { userId } = search;
  if (userId === undefined || hasRefreshes(search)) return below - look.ids;
  const row = await db
    .selectFrom("events")
    .select("id")
    .where("user_id", "=", userId)
    .where("type", "<>", sql.lit("refresh"))
    .where("id", "<", below)
    .orderBy("id", "desc")
    .limit(1)
    .offset(look.ofUser - 1)
    .executeTakeFirst();
  return row?.id ?? 0;
}

/** Each type by itself has an index in the order of ids: their newest rows together hold the newest of all. */
async function newestOf(db: Db, search: EventSearch, range: IdRange): Promise<EventRow[]> {
  const { types, limit } = search;
  const groups = types === undefined || hasOtherIndex(search) ? [types] : types.map((type) => [type]);
  const rows: EventRow[] = [];
  for (const group of groups)
    rows.push(...(await selectEvents(db, { ...search, types: group }, range, "desc", limit + 1)));
  return rows.sort((one, other) => other.id - one.id).slice(0, limit + 1);
}

/** The rows of a range of ids that a filter lets through. */
export function selectEvents(
  db: Db,
  filter: EventFilter,
  { from, below }: IdRange,
  order: "asc" | "desc",
  limit: number,
): Promise<EventRow[]> {
  const { types, outcome, userId, actorId, address } = filter;
  const matching: SelectQueryBuilder<Database, "events", EventRow> = db
    .selectFrom("events")
    .selectAll()
    .where("id", ">=", from)
    .where("id", "<", below)
    // As literals, so that an engine sees from the statement alone that the partial indexes will do.
    .$if(!hasRefreshes(filter), (query) => query.where("type", "<>", sql.lit("refresh")))
    .$if(outcome !== undefined && outcome !== "ok", (query) => query.where("outcome", "<>", sql.lit("ok")))
    .$if(types !== undefined, (query) => query.where("type", "in", types ?? []))
    .$if(outcome !== undefined, (query) => query.where("outcome", "=", outcome ?? ""))
    .$if(userId !== undefined, (query) => query.where("user_id", "=", userId ?? ""))
    .$if(actorId !== undefined, (query) => query.where("actor_id", "=", actorId ?? ""))
    .$if(address !== undefined, (query) => query.where("ip", "=", address ?? ""))
    .$if(filter.from !== undefined, (query) => query.where("at", ">=", filter.from ?? 0))
    .$if(filter.to !== undefined, (query) => query.where("at", "<", filter.to ?? 0));
  return matching.orderBy("id", order).limit(limit).execute();
}

function hasRefreshes({ types, withRefreshes }: EventFilter): boolean {
  return types === undefined ? withRefreshes === true : types.includes("refresh");
}

function hasOtherIndex({ outcome, userId, actorId, address }: EventFilter): boolean {
  return [userId, actorId, address].some((value) => value !== undefined) || (outcome ?? "ok") !== "ok";
}

/** Whether an index holds just the rows that are asked for; of several types, one for each. */
export function isIndexed(filter: EventFilter): boolean {
  const { types, outcome, userId, actorId, address } = filter;
  const filters = [types, outcome, userId, actorId, address].filter((value) => value !== undefined);
  return hasRefreshes(filter) ? filters.length === 0 : filters.length === 1 && outcome !== "ok";
}
