import { type ChainRow, isGenuine, type SealKeys } from "./seal.ts";

/** A chain whose own row is wrong. */
export interface ChainFault {
  readonly kind: "chain_altered" | "chain_missing" | "chain_inserted";
  /** 0: the list of the chains. */
  readonly chain: number;
}

/** Whether the rows of the chains, in the order of their numbers, are those that were written; null where they are. */
export function judgeList(
  keys: SealKeys,
  list: ChainRow | null,
  chains: readonly ChainRow[],
): ChainFault | null {
  if (list === null) return chains.length === 0 ? null : { kind: "chain_missing", chain: 0 };
  if (!isGenuine(keys, list)) return { kind: "chain_altered", chain: 0 };
  let expected = list.first_position;
  for (const chain of chains) {
    if (!isGenuine(keys, chain)) return { kind: "chain_altered", chain: chain.number };
    if (chain.number > expected) return { kind: "chain_missing", chain: expected };
    if (chain.number < expected) return { kind: "chain_inserted", chain: chain.number };
    expected++;
  }
  return expected <= list.last_position ? { kind: "chain_missing", chain: expected } : null;
}
