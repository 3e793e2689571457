import type { Db, Store } from "../store/store.ts";
import { changeChain, LIST, readChain } from "./chains.ts";
import { type ChainRow, type EventRow, isGenuine, isSealed, type SealKeys, signerOf } from "./seal.ts";

export interface ForgettingOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Events older than this go; milliseconds since 1970. */
  readonly before: number;
  /** Rows looked at in one transaction. */
  readonly batchSize: number;
}

/** Chains whose front moves, or that go, in one transaction: a few milliseconds. */
const MOST_CHAINS = 50;

/**
 * A walk that deletes events past their age in the order of their ids, so that no id is missing between two, and then
 * the chains that have none left. Each call is a transaction of its own.
 *
 * @returns a function that gives how many rows it deleted; null at the end of the walk
 */
export function createForgetting(
  store: Store,
  keys: SealKeys,
  options: ForgettingOptions,
): () => Promise<number | null> {
  return async () => {
    const deleted = await forgetOldest(store, keys, options);
    if (deleted > 0) return deleted;
    return (await dropEmptied(store, keys)) > 0 ? 0 : null;
  };
}

/** Asks before it takes the write lock: mostly nothing is past its age. */
async function forgetOldest(store: Store, keys: SealKeys, options: ForgettingOptions): Promise<number> {
  const [first] = await firstRows(store.db, 1);
  if (first === undefined || isYoung(first, options)) return 0;
  return store.transaction(async (db) => {
    const page = ofFewChains(await firstRows(db, options.batchSize));
    const old = page.slice(0, countOld(page, options));
    const last = old.at(-1);
    if (last === undefined) return 0;
    await db.deleteFrom("events").where("id", "<=", last.id).execute();
    for (const [number, rows] of Map.groupBy(old, ({ chain }) => chain)) {
      // Rows of no chain were written before there were chains, or put in by somebody.
      const chain = number === null ? null : await readChain(db, number);
      if (chain !== null && follows(keys, chain, rows)) await moveFront(db, keys, chain, rows);
    }
    return old.length;
  });
}

function firstRows(db: Db, limit: number): Promise<EventRow[]> {
  return db.selectFrom("events").selectAll().orderBy("id").limit(limit).execute();
}

function ofFewChains(page: readonly EventRow[]): readonly EventRow[] {
  const chains = new Set<number | null>();
  const end = page.findIndex(({ chain }) => chains.add(chain).size > MOST_CHAINS);
  return end === -1 ? page : page.slice(0, end);
}

/**
 * Rows go from the first id on: clocks differ by seconds, and a row waits for those before it. One of a clock that was
 * far ahead goes with what comes after it.
 */
function countOld(page: readonly EventRow[], options: ForgettingOptions): number {
  const firstYoung = page.findIndex((row) => isYoung(row, options));
  const front = firstYoung === -1 ? page : page.slice(0, firstYoung);
  return front.findLastIndex(({ at }) => at < options.before) + 1;
}

function isYoung({ at }: EventRow, { before, now }: ForgettingOptions): boolean {
  return at >= before && at <= now;
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

/**
 * A server that does not know the secret in force yet must find its chain as it left it. Once no row is left, nothing
 * else needs the former secret, which may be dropped then.
 *
 * @param rows those that were deleted
 */
async function moveFront(db: Db, keys: SealKeys, chain: ChainRow, rows: readonly EventRow[]): Promise<void> {
  const first_position = chain.first_position + rows.length;
  const isEmptied = first_position > chain.last_position;
  const signer = isEmptied ? keys.current : (signerOf(keys, chain) ?? keys.current);
  const moved = { first_position, first_hash: rows.at(-1)?.hash ?? "" };
  await changeChain(db, { ...keys, current: signer }, chain, moved);
}

/** Chains leave the list in the order they came into it. @returns how many did */
async function dropEmptied(store: Store, keys: SealKeys): Promise<number> {
  if ((await emptied(store.db, keys, 1)).length === 0) return 0;
  return store.transaction(async (db) => {
    const numbers = await emptied(db, keys, MOST_CHAINS);
    const list = await readChain(db, LIST);
    const last = numbers.at(-1);
    if (list === null || last === undefined) return 0;
    await db.deleteFrom("event_chains").where("number", "in", numbers).execute();
    await changeChain(db, keys, list, { first_position: last + 1 });
    return numbers.length;
  });
}

/** The first chains of the list that have no row left, as long as the list is as it was written. */
async function emptied(db: Db, keys: SealKeys, limit: number): Promise<number[]> {
  const list = await readChain(db, LIST);
  if (list === null || !isGenuine(keys, list)) return [];
  const chains = await db
    .selectFrom("event_chains")
    .selectAll()
    .where("number", ">=", list.first_position)
    .where("number", "<>", LIST)
    .orderBy("number")
    .limit(limit)
    .execute();
  const isEmptied = (chain: ChainRow, index: number) =>
    chain.number === list.first_position + index &&
    chain.first_position > chain.last_position &&
    isGenuine(keys, chain);
  const end = chains.findIndex((chain, index) => !isEmptied(chain, index));
  return (end === -1 ? chains : chains.slice(0, end)).map(({ number }) => number);
}
