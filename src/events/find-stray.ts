import { sql } from "kysely";
import type { Db } from "../store/store.ts";
import { LIST } from "./chains.ts";
import { idRangeOf } from "./id-range.ts";
import type { ChainFault } from "./judge-list.ts";
import type { RowFault } from "./walk-chain.ts";

/** Ids looked at in one statement. */
const STEP = 50_000;

type Stray = Pick<RowFault, "chain" | "position"> & { readonly id: number; readonly at: number };

/** A row that no walk along the chains comes by: sealed in half, or into a chain that there is not. */
export async function findStray(db: Db): Promise<RowFault | ChainFault | null> {
  const { from: first, below } = await idRangeOf(db, {});
  for (let from = first; from < below; from += STEP) {
    const { rows } = await sql<Stray>`
      select id, at, chain, position from events where id >= ${from} and id < ${from + STEP} and (
        (hash is null) <> (chain is null) or (hash is null) <> (position is null) or (chain is not null and not exists (
          select 1 from event_chains where number = events.chain and number <> ${LIST})))
      order by id limit 1`.execute(db);
    const [stray] = rows;
    if (stray === undefined) continue;
    const isWhole = stray.chain !== null && stray.position !== null;
    return isWhole ? { kind: "chain_missing", chain: Number(stray.chain) } : { kind: "inserted", ...stray };
  }
  return null;
}
