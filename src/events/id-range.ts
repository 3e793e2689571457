import type { Db } from "../store/store.ts";
import { HOUR } from "../time.ts";

/** Past it a number is read back as another one (2^53 - 1). Counting never comes there; somebody who writes an id can. */
export const MAX_ID: number = Number.MAX_SAFE_INTEGER;

/** Ids from the first on, and below the second. */
export interface IdRange {
  readonly from: number;
  readonly below: number;
}

export interface TimeRange {
  /** Milliseconds since 1970; the first is within, the second is not. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Milliseconds by which the order of ids and that of times may differ: clocks of servers, refusals written in batches. */
const DISORDER = HOUR;

/**
 * Ids that hold every event of a time, and a few more: ids count up as time goes on, so that a search by halves finds
 * where a time begins, in twenty reads, and no index on the time is written with every event.
 */
export async function idRangeOf(db: Db, { from, to }: TimeRange): Promise<IdRange> {
  const first = (await firstId(db)) ?? 1;
  const below = ((await lastId(db)) ?? 0) + 1;
  return {
    from: from === undefined ? first : await firstIdAt(db, from - DISORDER, first, below),
    below: to === undefined ? below : await firstIdAt(db, to + DISORDER, first, below),
  };
}

/** The first id there is within; null where there is none. */
export async function firstId(db: Db, { from, below }: Partial<IdRange> = {}): Promise<number | null> {
  const row = await db
    .selectFrom("events")
    .select("id")
    .$if(from !== undefined, (query) => query.where("id", ">=", from ?? 0))
    .$if(below !== undefined, (query) => query.where("id", "<", below ?? 0))
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** The last id there is. Each end by itself is one step down the tree; SQLite reads the whole table for both in one statement. */
export async function lastId(db: Db, max?: number): Promise<number | null> {
  const row = await db
    .selectFrom("events")
    .select("id")
    .$if(max !== undefined, (query) => query.where("id", "<=", max ?? 0))
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

async function firstIdAt(db: Db, time: number, first: number, end: number): Promise<number> {
  let [low, high] = [first, end];
  // No more halves than an id has bits, whatever somebody changed an id to.
  for (let halves = 0; low < high && halves < 64; halves++) {
    const middle = low + Math.floor((high - low) / 2);
    const row = await db
      .selectFrom("events")
      .select(["id", "at"])
      .where("id", ">=", middle)
      .orderBy("id")
      .limit(1)
      .executeTakeFirst();
    if (row === undefined || row.at >= time) high = middle;
    else low = row.id + 1;
  }
  return low;
}
