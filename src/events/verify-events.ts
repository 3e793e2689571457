import type { Store } from "../store/store.ts";
import { LIST } from "./chains.ts";
import { type ChainFault, judgeList } from "./judge-list.ts";
import { lookOutside } from "./look-outside.ts";
import type { ChainRow, SealKeys } from "./seal.ts";
import { type RowFault, walkChain } from "./walk-chain.ts";

/** The first place where the audit trail is not as it was written. */
export type Fault = ChainFault | RowFault;

export interface Verification {
  /** Null where all is as it was written. */
  readonly fault: Fault | null;
  /** Rows that were found to be right. */
  readonly sealed: number;
  /** Rows that are too new to be sealed: nothing is known of them. */
  readonly unsealed: number;
  /** When the first event was sealed, in milliseconds since 1970; null before. */
  readonly begunAt: number | null;
  /** The end of every chain. Whoever keeps them elsewhere can tell that a copy of the database is an older one. */
  readonly chains: readonly { readonly chain: number; readonly position: number; readonly hash: string }[];
}

export interface VerifyOptions {
  /** Rows in memory at a time. @default 1000 */
  readonly pageSize?: number;
  /** Called after each page with the rows found to be right so far. */
  readonly onProgress?: (sealed: number) => void;
}

/**
 * Reads the whole audit trail and tells the first place where it was changed from outside. Servers may go on writing
 * meanwhile.
 *
 * @throws {StoreError}
 */
export async function verifyEvents(
  store: Store,
  keys: SealKeys,
  { pageSize = 1000, onProgress = () => {} }: VerifyOptions = {},
): Promise<Verification> {
  const rows = await store.db.selectFrom("event_chains").selectAll().orderBy("number").execute();
  const [list, chains] = [rows.find(isList) ?? null, rows.filter((row) => !isList(row))];
  let sealed = 0;
  const onRows = (count: number) => {
    sealed += count;
    onProgress(sealed);
  };
  let fault: Fault | null = judgeList(keys, list, chains);
  for (const chain of chains) fault ??= await walkChain(store, keys, chain, { pageSize, onRows });
  const outside = await lookOutside(store.db);
  return {
    fault: fault ?? outside.fault,
    sealed,
    unsealed: outside.unsealed,
    begunAt: list?.started_at ?? null,
    chains: chains.map(({ number, last_position, last_hash }) => ({
      chain: number,
      position: last_position,
      hash: last_hash,
    })),
  };
}

const isList = ({ number }: ChainRow) => number === LIST;
