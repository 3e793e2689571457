import type { Db, Store } from "../store/store.ts";
import { changeChain, LIST, readChain } from "./chains.ts";
import { type ChainRow, type EventRow, isGenuine, isSealed, type SealKeys } from "./seal.ts";

export interface ForgettingOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Events older than this go; milliseconds since 1970. */
  readonly before: number;
  /** Rows looked at in one transaction. */
  readonly batchSize: number;
}

/**
 * A walk that deletes events past their age, the oldest of each chain first, and then those that no chain has. Each
 * call is a transaction of its own.
 *
 * @returns a function that gives how many rows it deleted; null at the end of the walk
 */
export function createForgetting(
  store: Store,
  keys: SealKeys,
  options: ForgettingOptions,
): () => Promise<number | null> {
  let number = LIST;
  return async () => {
    for (;;) {
      const chain = await firstChainAfter(store.db, number);
      if (chain === null) return forgetUnsealed(store.db, options);
      const deleted = await forgetInChain(store, keys, chain, options);
      if (deleted < options.batchSize) number = chain;
      if (deleted > 0) return deleted;
    }
  };
}

/** Asks before it takes the write lock: of most chains nothing is past its age. */
async function forgetInChain(
  store: Store,
  keys: SealKeys,
  number: number,
  options: ForgettingOptions,
): Promise<number> {
  if (!(await mayHaveOld(store.db, number, options))) return 0;
  return store.transaction(async (db) => {
    const chain = await readChain(db, number);
    const page = await firstRows(db, number, options.batchSize);
    const old = page.slice(0, countOld(page, options));
    const last = old.at(-1);
    if (last !== undefined) {
      await db
        .deleteFrom("events")
        .where("chain", "=", number)
        .where("position", "<=", last.position)
        .execute();
    }
    if (chain !== null && follows(keys, chain, old)) await moveFront(db, keys, chain, last ?? null);
    return old.length;
  });
}

async function mayHaveOld(db: Db, number: number, { before, now }: ForgettingOptions): Promise<boolean> {
  const [first] = await firstRows(db, number, 1);
  return first === undefined || first.at < before || first.at > now;
}

function firstRows(db: Db, number: number, limit: number): Promise<EventRow[]> {
  return db
    .selectFrom("events")
    .selectAll()
    .where("chain", "=", number)
    .orderBy("position")
    .limit(limit)
    .execute();
}

/**
 * Rows of a chain go from its front on, so that none is missing between two: clocks differ by seconds, and a row waits
 * for those before it. One of a clock that was far ahead goes with what comes after it.
 */
function countOld(page: readonly EventRow[], { before, now }: ForgettingOptions): number {
  const firstYoung = page.findIndex(({ at }) => at >= before && at <= now);
  const front = firstYoung === -1 ? page : page.slice(0, firstYoung);
  return front.findLastIndex(({ at }) => at < before) + 1;
}

/**
 * Whether these are the first rows of the chain as it was sealed. Where somebody changed them to be deleted, the front
 * stays where it is, and `wafer events verify` finds that they are gone.
 */
function follows(keys: SealKeys, chain: ChainRow, rows: readonly EventRow[]): boolean {
  if (!isGenuine(keys, chain)) return false;
  let [position, hash] = [chain.first_position, chain.first_hash];
  return rows.every((row) => {
    const isRight = row.position === position && isSealed(keys, hash, row);
    [position, hash] = [position + 1, row.hash ?? ""];
    return isRight;
  });
}

/** @param last the row that was deleted last; null where nothing was */
async function moveFront(db: Db, keys: SealKeys, chain: ChainRow, last: EventRow | null): Promise<void> {
  const moved =
    last === null
      ? chain
      : await changeChain(db, keys, chain, {
          first_position: (last.position ?? 0) + 1,
          first_hash: last.hash ?? "",
        });
  const list = await readChain(db, LIST);
  // Chains leave the list in the order they came into it.
  const isFirst = list !== null && isGenuine(keys, list) && list.first_position === moved.number;
  if (!isFirst || moved.first_position <= moved.last_position) return;
  await db.deleteFrom("event_chains").where("number", "=", moved.number).execute();
  await changeChain(db, keys, list, { first_position: moved.number + 1 });
}

/** Rows that were written before there were chains, and not sealed since: they are the first there are. */
async function forgetUnsealed(db: Db, { before, batchSize }: ForgettingOptions): Promise<number | null> {
  const page = await db
    .selectFrom("events")
    .select(["id", "at", "hash"])
    .orderBy("id")
    .limit(batchSize)
    .execute();
  const ids = page.filter(({ at, hash }) => hash === null && at < before).map(({ id }) => id);
  if (ids.length === 0) return null;
  const { numDeletedRows } = await db
    .deleteFrom("events")
    .where("id", "in", ids)
    .where("hash", "is", null)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

async function firstChainAfter(db: Db, number: number): Promise<number | null> {
  const row = await db
    .selectFrom("event_chains")
    .select("number")
    .where("number", ">", number)
    .orderBy("number")
    .limit(1)
    .executeTakeFirst();
  return row?.number ?? null;
}
