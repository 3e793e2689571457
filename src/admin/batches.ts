import { setTimeout as sleep } from "node:timers/promises";
import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import type { Db } from "../store/store.ts";
import { announce, type Effect } from "./act-on-user.ts";
import type { Actor } from "./actor.ts";

/** Milliseconds after which a transaction takes no further item: the one writer is free again soon after. */
const MAX_TRANSACTION = 15;

/** Milliseconds between two transactions, in which sign-ins get at the database and the processor. */
const PAUSE = 5;

/** Items read at a time. */
export const PAGE = 200;

/** A line of the answer to an act on many, as JSON. */
export type BatchLine =
  | { readonly type: "start"; readonly total: number | null }
  /** "ok", "unchanged" where there was nothing to do, or the code of a refusal. */
  | { readonly type: "item"; readonly id: string; readonly outcome: string }
  | ({ readonly type: "progress" | "end" } & Readonly<
      Record<"done" | "ok" | "unchanged" | "failed", number>
    >);

/** What came of one item, and what it did to sessions. */
export interface ItemResult extends Effect {
  readonly outcome: string;
}

export interface Batches {
  /** How many there are; null where nobody has counted. */
  readonly total: number | null;
  /** Ids, some hundreds at a time. */
  readonly pages: AsyncIterable<readonly string[]>;
  /** Whether each that went well is told of too. */
  readonly tellsAll: boolean;
  /** Gives the actor as they are now, before each page; throws once they may no longer. */
  renew(): Promise<Actor>;
  /** Does it to one. It must refuse (AuthError) before it writes: a refused one leaves nothing in the transaction. */
  work(db: Db, id: string, actor: Actor): Promise<ItemResult>;
}

/**
 * Does one act to many, in transactions of a few milliseconds, and tells of each. What was done stays done where it is
 * cut off.
 */
export async function* inBatches(batches: Batches, auth: AuthContext): AsyncGenerator<BatchLine> {
  const counts = { done: 0, ok: 0, unchanged: 0, failed: 0 };
  yield { type: "start", total: batches.total };
  for await (const page of batches.pages) {
    const actor = await batches.renew();
    for (let rest = page; rest.length > 0; ) {
      const results = await runBatch(rest, batches, actor, auth);
      rest = rest.slice(results.length);
      for (const { id, outcome } of results) {
        const kind = outcome === "ok" || outcome === "unchanged" ? outcome : "failed";
        counts.done++;
        counts[kind]++;
        if (batches.tellsAll || kind === "failed") yield { type: "item", id, outcome };
      }
      yield { type: "progress", ...counts };
      await sleep(PAUSE);
    }
  }
  yield { type: "end", ...counts };
}

/** Ids that were given, a page at a time. */
export async function* pagesOf(ids: readonly string[]): AsyncGenerator<readonly string[]> {
  for (let start = 0; start < ids.length; start += PAGE) yield ids.slice(start, start + PAGE);
}

/** As many items, from the first on, as fit into one short transaction. */
async function runBatch(
  ids: readonly string[],
  { work }: Batches,
  actor: Actor,
  auth: AuthContext,
): Promise<readonly (ItemResult & { readonly id: string })[]> {
  const results = await auth.store.transaction(async (db) => {
    const startedAt = performance.now();
    const done: (ItemResult & { id: string })[] = [];
    for (const id of ids) {
      done.push({ id, ...(await refusalsAsResults(() => work(db, id, actor))) });
      if (performance.now() - startedAt > MAX_TRANSACTION) break;
    }
    return done;
  });
  for (const result of results) announce(auth, result);
  return results;
}

async function refusalsAsResults(work: () => Promise<ItemResult>): Promise<ItemResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AuthError) return { outcome: error.code };
    throw error;
  }
}
