import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "../ids.ts";
import type { Log } from "../log.ts";
import type { Settings } from "../settings/table.ts";
import type { Store } from "../store/store.ts";
import { createEventQueue, type EventQueue } from "./event-queue.ts";
import { createRefreshCounts, type RefreshCounts } from "./refresh-counts.ts";
import { createRefusals, type Refusals } from "./refusals.ts";
import { sealKeys } from "./seal.ts";
import { BATCH, createSealer } from "./sealer.ts";

/** Milliseconds between two looks for rows to seal. */
const INTERVAL = 1_000;

/** Milliseconds between two batches, in which requests get at the database and the processor. */
const PAUSE = 30;

/** Batches sealed at the end at most, so that a backlog does not keep a server from stopping; the next one goes on. */
const LAST_BATCHES = 25;

/** What a server does for its audit trail in the background: no request waits for it. */
export interface AuditTrail
  extends Pick<Refusals, "note">,
    Pick<EventQueue, "add" | "write">,
    Pick<RefreshCounts, "countRefresh"> {
  start(): void;
  /** Writes and seals what is left, and ends. */
  stop(): Promise<void>;
}

export interface AuditTrailDeps {
  readonly store: Store;
  readonly settings: Settings;
  readonly now: () => number;
  readonly random: (size: number) => Buffer;
  readonly log: Log;
}

export function createAuditTrail({ store, settings, now, random, log }: AuditTrailDeps): AuditTrail {
  const queue = createEventQueue({ store, now });
  const refreshes = createRefreshCounts({ store, now });
  const refusals = createRefusals({ queue, now });
  const sealer = createSealer({
    store,
    keys: sealKeys(settings),
    owner: newId(now(), random),
    now,
    onBroken: (chain) => log.error({ chain }, "the audit trail was changed from outside"),
  });
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;

  async function write(): Promise<void> {
    await queue.write();
    await refreshes.write();
  }

  function writeAll(isLast: boolean): Promise<void> {
    refusals.endWindows(isLast);
    return write();
  }

  async function work(): Promise<void> {
    try {
      await writeAll(false);
      while ((await sealer.sealBatch()) === BATCH && !isStopped) {
        await sleep(PAUSE);
        // A long backlog must not keep new events in memory.
        await writeAll(false);
      }
    } catch (error) {
      report(error);
    }
  }

  async function finish(): Promise<void> {
    try {
      await writeAll(true);
      for (let count = 0; count < LAST_BATCHES && (await sealer.sealBatch()) === BATCH; count++);
    } catch (error) {
      report(error);
    }
  }

  function report(error: unknown): void {
    log.error({ err: error }, "events could not be written or sealed");
  }

  function schedule(): void {
    timer = setTimeout(() => {
      running = work().finally(() => {
        if (!isStopped) schedule();
      });
    }, INTERVAL).unref();
  }

  return {
    note: refusals.note,
    add: queue.add,
    countRefresh: refreshes.countRefresh,
    write,
    start: schedule,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
      await finish();
    },
  };
}
