import type { Db } from "../store/store.ts";
import { countedFrom } from "./find-gaps.ts";
import { type ChainRow, isGenuine, type SealKeys, signChain } from "./seal.ts";

/** The number of the row that lists the chains: it makes visible that a whole chain is gone. */
export const LIST = 0;

export async function readChain(db: Db, number: number): Promise<ChainRow | null> {
  const row = await db.selectFrom("event_chains").selectAll().where("number", "=", number).executeTakeFirst();
  return row ?? null;
}

/** Starts a chain and enters it into the list. In a transaction. */
export async function beginChain(db: Db, keys: SealKeys, owner: string, now: number): Promise<ChainRow> {
  const list = await readChain(db, LIST);
  const newest = await newestNumber(db);
  const listed = list !== null && isGenuine(keys, list) ? list : null;
  const start = { started_at: now, first_hash: "", last_hash: "" };
  const number = Math.max(newest, listed?.last_position ?? 0) + 1;
  const chain = signChain(keys, { number, owner, first_position: 1, last_position: 0, ...start });
  await db.insertInto("event_chains").values(chain).execute();
  // A list that was deleted or changed is not made good: `wafer events verify` must find it so.
  if (listed !== null) {
    const first_hash = listed.first_hash === "" ? await countedFrom(db) : listed.first_hash;
    await changeChain(db, keys, listed, { last_position: number, first_hash });
  } else if (list === null && newest === 0) {
    const first = { number: LIST, owner: "", first_position: number, last_position: number, ...start };
    const counted = { ...first, first_hash: await countedFrom(db) };
    await db.insertInto("event_chains").values(signChain(keys, counted)).execute();
  }
  return chain;
}

/**
 * Changes a chain's row, if it is still as it was read. In a transaction.
 *
 * @throws where another process changed it meanwhile
 */
export async function changeChain(
  db: Db,
  keys: SealKeys,
  chain: ChainRow,
  change: Partial<Pick<ChainRow, "first_position" | "first_hash" | "last_position" | "last_hash">>,
): Promise<ChainRow> {
  const changed = signChain(keys, { ...chain, ...change });
  const { numUpdatedRows } = await db
    .updateTable("event_chains")
    .set(changed)
    .where("number", "=", chain.number)
    .where("mac", "=", chain.mac)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`the chain of events ${chain.number} was changed meanwhile`);
  return changed;
}

async function newestNumber(db: Db): Promise<number> {
  const row = await db
    .selectFrom("event_chains")
    .select("number")
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.number ?? 0;
}

/** The newest row that any chain ends with: rows are sealed in the order of their ids, so that all older ones are. */
export async function lastSealedId(db: Db): Promise<number> {
  const row = await db
    .selectFrom("event_chains")
    .innerJoin("events", (join) =>
      join
        .onRef("events.chain", "=", "event_chains.number")
        .onRef("events.position", "=", "event_chains.last_position"),
    )
    .select((select) => select.fn.max("events.id").as("id"))
    .executeTakeFirst();
  return row?.id ?? 0;
}
