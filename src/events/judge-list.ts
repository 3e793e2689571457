import { type ChainRow, isGenuine, type SealKeys } from "./seal.ts";

/** A chain whose own row is wrong. */
export interface ChainFault {
  readonly kind: "chain_altered" | "chain_missing" | "chain_inserted";
  /** 0: the list of the chains. */
  readonly chain: number;
}

/** What is wrong with the rows of the chains, in the order of their numbers. */
export function judgeList(
  keys: SealKeys,
  list: ChainRow | null,
  chains: readonly ChainRow[],
): readonly ChainFault[] {
  const genuine = chains.filter((chain) => isGenuine(keys, chain));
  const altered = chains.filter((chain) => !genuine.includes(chain)).map(faultOf("chain_altered"));
  if (list === null)
    return [...(chains.length === 0 ? [] : [{ kind: "chain_missing", chain: 0 } as const]), ...altered];
  // Which chains there should be, only a list that is as it was written can tell.
  if (!isGenuine(keys, list)) return [{ kind: "chain_altered", chain: 0 }, ...altered];
  const first = list.first_position;
  // Chains that were begun while the list could not be verified are not in it.
  const last = Math.max(list.last_position, ...genuine.map(({ number }) => number));
  const inserted = genuine.filter(({ number }) => number < first).map(faultOf("chain_inserted"));
  return [...inserted, ...altered, ...missingOf(chains, first, last)].sort((a, b) => a.chain - b.chain);
}

const faultOf =
  (kind: ChainFault["kind"]) =>
  ({ number }: Pick<ChainRow, "number">): ChainFault => ({ kind, chain: number });

function missingOf(chains: readonly ChainRow[], first: number, last: number): ChainFault[] {
  const present = new Set(chains.map(({ number }) => number));
  const expected = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => ({
    number: first + index,
  }));
  return expected.filter(({ number }) => !present.has(number)).map(faultOf("chain_missing"));
}
