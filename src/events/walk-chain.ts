import type { Db, Store } from "../store/store.ts";
import { readChain } from "./chains.ts";
import { type ChainRow, type EventRow, hashOf, isGenuine, isSealed, type SealKeys } from "./seal.ts";
import { hasTrueBytes } from "./true-bytes.ts";

/** A row that is not as it was written. */
export interface RowFault {
  readonly kind: "altered" | "missing" | "reordered" | "inserted" | "unsealed";
  readonly chain: number | null;
  /** The place in the chain that is wrong. */
  readonly position: number | null;
  /** The row that stands there; of a missing row the next, null where there is none. */
  readonly id: number | null;
  /** The time that row tells, in milliseconds since 1970. */
  readonly at: number | null;
}

export interface WalkOptions {
  readonly pageSize: number;
  /** Called with the number of rows of each page that were right. */
  readonly onRows: (count: number) => void;
}

/** Where a walk is: the place and the hash of the last row that was right. */
interface Place {
  readonly position: number;
  readonly hash: string;
}

/** Reads one chain from its first row to its last, a page at a time, and gives the first fault. */
export async function walkChain(
  store: Store,
  keys: SealKeys,
  start: ChainRow,
  { pageSize, onRows }: WalkOptions,
): Promise<RowFault | null> {
  let chain = start;
  let place = frontOf(chain);
  let after: EventRow | null = null;
  for (;;) {
    const page = await readPage(store.db, chain.number, after, pageSize);
    const right = await countRight(store, keys, place, page);
    onRows(right);
    const last = page[right - 1] ?? null;
    place = last === null ? place : { position: last.position ?? 0, hash: last.hash ?? "" };
    const wrong = page[right];
    if (wrong === undefined && last !== null) {
      after = last;
      continue;
    }
    const present = await readChain(store.db, chain.number);
    // All its rows were past their age meanwhile, or it would be missing in the list.
    if (present === null) return null;
    const isMoved = isGenuine(keys, present) && present.first_position > chain.first_position;
    const isLonger =
      isGenuine(keys, present) && present.last_position > Math.max(chain.last_position, place.position);
    if (isMoved && present.first_position > place.position) [place, after] = [frontOf(present), null];
    else if (wrong !== undefined) return judge(keys, present, place, page.slice(right));
    else if (!isLonger) return judgeEnd(present, place);
    chain = present;
  }
}

function frontOf({ first_position, first_hash }: ChainRow): Place {
  return { position: first_position - 1, hash: first_hash };
}

function readPage(db: Db, chain: number, after: EventRow | null, limit: number): Promise<EventRow[]> {
  return (
    db
      .selectFrom("events")
      .selectAll()
      .where("chain", "=", chain)
      .where("position", "is not", null)
      // Two rows at one place are looked at both, where the unique index is gone.
      .$if(after !== null, (query) =>
        query
          .where("position", ">=", after?.position ?? 0)
          .where((where) =>
            where.or([where("position", ">", after?.position ?? 0), where("id", ">", after?.id ?? 0)]),
          ),
      )
      .orderBy("position")
      .orderBy("id")
      .limit(limit)
      .execute()
  );
}

/** How many rows of the page, from its first on, follow each other as they should. */
async function countRight(
  store: Store,
  keys: SealKeys,
  from: Place,
  page: readonly EventRow[],
): Promise<number> {
  let { position, hash } = from;
  for (const [index, row] of page.entries()) {
    if (row.position !== position + 1 || !isSealed(keys, hash, row)) return index;
    if (!(await hasTrueBytes(store, row))) return index;
    position = row.position;
    hash = row.hash ?? "";
  }
  return page.length;
}

/** What is wrong with the first of these rows, which should follow `place`. */
function judge(keys: SealKeys, chain: ChainRow, place: Place, rows: readonly EventRow[]): RowFault {
  const [row] = rows;
  const position = place.position + 1;
  const fault = (kind: RowFault["kind"]): RowFault => ({
    kind,
    chain: chain.number,
    position: kind === "inserted" ? (row?.position ?? null) : position,
    id: row?.id ?? null,
    at: row?.at ?? null,
  });
  const found = row?.position ?? 0;
  if (found < position || found > chain.last_position) return fault("inserted");
  if (row !== undefined && rows.some((other) => belongsAt(keys, place, other, row)))
    return fault("reordered");
  return fault(found === position ? "altered" : "missing");
}

/** Whether this row was sealed for the place, and stands elsewhere now or under another's id. */
function belongsAt({ all }: SealKeys, { position, hash }: Place, row: EventRow, found: EventRow): boolean {
  const candidates = [
    { ...row, position: position + 1 },
    { ...row, position: position + 1, id: found.id },
  ];
  return (
    candidates.some((candidate) =>
      all.some((key) => [row.hash, found.hash].includes(hashOf(key, hash, candidate))),
    ) && row.id !== found.id
  );
}

/** All rows were right: whether they are all there are. */
function judgeEnd(chain: ChainRow, { position, hash }: Place): RowFault | null {
  if (position === chain.last_position && hash === chain.last_hash) return null;
  const kind = position < chain.last_position ? "missing" : "inserted";
  return {
    kind,
    chain: chain.number,
    position: Math.min(position, chain.last_position) + 1,
    id: null,
    at: null,
  };
}
