import { sql } from "kysely";
import type { Db } from "../store/store.ts";
import { firstId, lastId, MAX_ID } from "./id-range.ts";
import type { ChainRow } from "./seal.ts";

/** Ids looked at in one statement. */
const STEP = 50_000;

/** Gaps that are named; there are no more but where somebody deletes here and there. */
const MOST = 100;

/** Ids that no row has, though there are rows before and behind them. */
export interface GapFault {
  readonly kind: "gap";
  /** The first of them and the last. */
  readonly from: number;
  readonly to: number;
}

/** What a list of chains says of ids: from the next row on, none is left out (docs/decisions/0013). */
export async function countedFrom(db: Db): Promise<string> {
  return String((await lastId(db, MAX_ID)) ?? 0);
}

/**
 * Ids are given one after the other, a transaction that fails gives its own back, and only the oldest row is ever
 * deleted: a gap is a row that somebody deleted, whatever the chain says that had it.
 *
 * @param list the list of chains, as it was written. One of an earlier version does not tell from where to count.
 */
export async function findGaps(db: Db, list: ChainRow): Promise<readonly GapFault[]> {
  const gaps: GapFault[] = [];
  if (list.first_hash === "") return gaps;
  let next: number | null = Number(list.first_hash) + 1;
  while (next !== null && gaps.length < MOST) {
    gaps.push(...(await gapsBefore(db, next)));
    // From row to row, not by counting: one changed id can lie very far from the others.
    next = await firstId(db, { from: next + STEP, below: MAX_ID });
  }
  return gaps.slice(0, MOST);
}

/** In one statement, so that retention deletes no row between two looks. Before the first row there is, none is missing. */
async function gapsBefore(db: Db, from: number): Promise<readonly GapFault[]> {
  const { rows } = await sql<{ id: number; previous: number | null }>`
    select id, (select max(id) from events where id < row.id) as previous from events as row
    where id >= ${from} and id < ${from + STEP} and id <= ${MAX_ID}
      and not exists (select 1 from events where id = row.id - 1)
    order by id limit ${MOST}`.execute(db);
  return rows.flatMap(({ id, previous }) =>
    previous === null ? [] : [{ kind: "gap", from: previous + 1, to: id - 1 } as const],
  );
}
