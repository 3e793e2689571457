import { setTimeout as sleep } from "node:timers/promises";
import type { EventSource } from "../events/events.ts";
import { markEnded } from "./end.ts";
import type { EndReason } from "./end-reasons.ts";
import type { SessionDeps } from "./session.ts";

/** Sessions ended in one transaction: some milliseconds, in which sign-ins and refreshes wait. */
const BATCH = 200;

/** Milliseconds between two batches: another process that waits for the lock looks every 5. */
const PAUSE = 10;

/**
 * Ends every session there was when it began, in batches. One that is cut off has ended some, and can be run again.
 *
 * @param onProgress called after each batch with the number ended so far
 * @returns how many ended
 */
export async function endAllSessions(
  deps: SessionDeps,
  reason: EndReason,
  source: EventSource,
  onProgress: (ended: number) => void = () => {},
): Promise<number> {
  const startedAt = deps.now();
  let count = 0;
  let after: string | null = "";
  while (after !== null) {
    const batch = await endBatch(deps, { after, startedAt }, reason, source);
    deps.revocations.add(batch.ended, deps.now());
    count += batch.ended.length;
    after = batch.last;
    onProgress(count);
    if (after !== null) await sleep(PAUSE);
  }
  return count;
}

/** Goes on by the id, so that a batch costs the same however many have ended before it. */
async function endBatch(
  deps: SessionDeps,
  { after, startedAt }: { readonly after: string; readonly startedAt: number },
  reason: EndReason,
  source: EventSource,
): Promise<{ ended: readonly string[]; last: string | null }> {
  return deps.store.transaction(async (db) => {
    const live = await db
      .selectFrom("sessions")
      .select("id")
      .where("id", ">", after)
      .where("revoked_at", "is", null)
      .where("idle_expires_at", ">", startedAt)
      .where("expires_at", ">", startedAt)
      .where("created_at", "<=", startedAt)
      .orderBy("id")
      .limit(BATCH)
      .execute();
    const ended: string[] = [];
    for (const { id } of live) ended.push(...(await markEnded(deps, db, { sessionId: id }, reason, source)));
    return { ended, last: live.at(-1)?.id ?? null };
  });
}
