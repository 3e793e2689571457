import { sql } from "kysely";
import type { Db } from "../store/store.ts";
import { LIST, lastSealedId } from "./chains.ts";
import { firstId, MAX_ID } from "./id-range.ts";
import type { ChainFault } from "./judge-list.ts";
import type { RowFault } from "./walk-chain.ts";

/** Ids looked at in one statement. */
const STEP = 50_000;

export interface Outside {
  /**
   * Rows that no walk along the chains comes by: sealed in half, or into a chain that there is not, or passed over by
   * the sealers, or past every id that there can be. The first of each chain that they name, and of those that name none.
   */
  readonly faults: readonly (RowFault | ChainFault)[];
  /** Rows that wait to be sealed. */
  readonly unsealed: number;
}

type Stray = Pick<RowFault, "chain" | "position"> & {
  readonly id: number;
  readonly at: number;
  readonly hash: string | null;
};

/** Reads all rows by their ids for those that no chain has. */
export async function lookOutside(db: Db): Promise<Outside> {
  const strays = new Map<number | null, Stray>();
  let unsealed = 0;
  const sealedUpTo = await lastSealedId(db);
  let from = await firstId(db);
  while (from !== null) {
    unsealed += await countUnsealed(db, from);
    for (const stray of await findStrays(db, from, sealedUpTo))
      if (!strays.has(stray.chain)) strays.set(stray.chain, stray);
    // From row to row, not by counting: one changed id can lie very far from the others.
    from = await firstId(db, { from: from + STEP });
  }
  return { faults: [...strays.values()].map(toFault), unsealed };
}

async function countUnsealed(db: Db, from: number): Promise<number> {
  const row = await db
    .selectFrom("events")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("id", ">=", from)
    .where("id", "<", from + STEP)
    .where("hash", "is", null)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** The first of each chain they name. */
async function findStrays(db: Db, from: number, sealedUpTo: number): Promise<readonly Stray[]> {
  const { rows } = await sql<Stray>`
    select id, at, chain, position, hash from events where id in (
      select min(id) from events where id >= ${from} and id < ${from + STEP} and (
        (hash is null and id < ${sealedUpTo}) or id > ${MAX_ID} or
        (hash is null) <> (chain is null) or (hash is null) <> (position is null) or (chain is not null and not exists (
          select 1 from event_chains where number = events.chain and number <> ${LIST})))
      group by chain)
    order by id`.execute(db);
  return rows;
}

function toFault({ hash, ...stray }: Stray): RowFault | ChainFault {
  const isWhole = stray.chain !== null && stray.position !== null && hash !== null;
  return isWhole ? { kind: "chain_missing", chain: Number(stray.chain) } : { kind: "inserted", ...stray };
}
