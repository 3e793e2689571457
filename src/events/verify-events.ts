import type { Store } from "../store/store.ts";
import { LIST } from "./chains.ts";
import { findGaps, type GapFault } from "./find-gaps.ts";
import { type ChainFault, judgeList } from "./judge-list.ts";
import { lookAtSealing, type TriggerFault } from "./look-at-sealing.ts";
import { lookOutside } from "./look-outside.ts";
import { type ChainRow, isGenuine, type SealKeys } from "./seal.ts";
import { type RowFault, walkChain } from "./walk-chain.ts";

/** A place where the audit trail is not as it was written: of a chain the first. */
export type Fault = ChainFault | RowFault | GapFault | TriggerFault;

export interface Verification {
  /** None where all is as it was written. Of each chain its first; what comes after that in it is not known. */
  readonly faults: readonly Fault[];
  /** Rows that were found to be right. */
  readonly sealed: number;
  /** Rows that are too new to be sealed: nothing is known of them. */
  readonly unsealed: number;
  /** The time that the oldest of them tells, in milliseconds since 1970; null where there is none. */
  readonly unsealedSince: number | null;
  /** When the first event was sealed, in milliseconds since 1970; null before. */
  readonly begunAt: number | null;
  /** The end of every chain. Whoever keeps them elsewhere can tell that a copy of the database is an older one. */
  readonly chains: readonly { readonly chain: number; readonly position: number; readonly hash: string }[];
}

export interface VerifyOptions {
  /** Rows in memory at a time. @default 1000 */
  readonly pageSize?: number;
  /** Milliseconds that a row which should be sealed long since is waited for. @default 3000 */
  readonly patience?: number;
  /** Called after each page with the rows found to be right so far. */
  readonly onProgress?: (sealed: number) => void;
}

/**
 * Reads the whole audit trail and tells where it was changed from outside. Servers may go on writing meanwhile.
 *
 * @throws {StoreError}
 */
export async function verifyEvents(
  store: Store,
  keys: SealKeys,
  { pageSize = 1000, patience = 3000, onProgress = () => {} }: VerifyOptions = {},
): Promise<Verification> {
  const rows = await store.db.selectFrom("event_chains").selectAll().orderBy("number").execute();
  const [list, chains] = [rows.find(isList) ?? null, rows.filter((row) => !isList(row))];
  let sealed = 0;
  const onRows = (count: number) => {
    sealed += count;
    onProgress(sealed);
  };
  const faults: Fault[] = [...judgeList(keys, list, chains)];
  // From a row that was altered nobody can tell where its chain begins and ends.
  for (const chain of chains.filter((row) => isGenuine(keys, row))) {
    const fault = await walkChain(store, keys, chain, { pageSize, onRows });
    if (fault !== null) faults.push(fault);
  }
  const outside = await lookOutside(store.db);
  const gaps = list !== null && isGenuine(keys, list) ? await findGaps(store.db, list) : [];
  const sealing = await lookAtSealing(store, patience);
  return {
    faults: [
      ...faults,
      ...outside.faults.filter((fault) => !isAmong(faults, fault)),
      ...gaps,
      ...sealing.faults,
    ],
    sealed,
    unsealed: outside.unsealed,
    unsealedSince: sealing.unsealedSince,
    begunAt: list?.started_at ?? null,
    chains: chains.map(({ number, last_position, last_hash }) => ({
      chain: number,
      position: last_position,
      hash: last_hash,
    })),
  };
}

/** A chain that is gone leaves its rows to no chain. */
function isAmong(faults: readonly Fault[], { kind, chain }: RowFault | ChainFault): boolean {
  return kind === "chain_missing" && faults.some((fault) => fault.kind === kind && fault.chain === chain);
}

const isList = ({ number }: ChainRow) => number === LIST;
