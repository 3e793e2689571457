import { setTimeout as sleep } from "node:timers/promises";
import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from "kysely";
import { createForgetting } from "../events/forget-events.ts";
import { sealKeys } from "../events/seal.ts";
import { firstIdAt } from "../ids.ts";
import type { Settings } from "../settings/table.ts";
import type { Database } from "../store/schema.ts";
import type { Db, Store } from "../store/store.ts";
import { noteFlush } from "./last-flush.ts";

const DAY = 86_400_000;

/** Ended sessions are kept this long, in milliseconds: their addresses tell known devices (docs/decisions/0004). */
export const KEPT_AFTER_END = 30 * DAY;

export interface FlushOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Seconds that events are kept. */
  readonly eventRetention: number;
  /** The front of a chain of events moves when rows are deleted, and is sealed anew. */
  readonly settings: Pick<Settings, "secret" | "secretFallbacks">;
  /** Rows looked at in one statement. @default 1000 */
  readonly batchSize?: number;
  /** Milliseconds between two statements, in which others get at the database. @default 10 */
  readonly pause?: number;
  /** Stops between two statements. */
  readonly signal?: AbortSignal;
  /** Called after each statement with what was deleted so far. */
  readonly onProgress?: (flushed: Flushed) => void;
}

/** Rows deleted, or to be deleted. */
export interface Flushed {
  readonly sessions: number;
  readonly events: number;
}

/** A walk along one table: each call deletes among the next rows and tells how many; null at the end of the walk. */
type Step = () => Promise<number | null>;

/**
 * Deletes sessions that ended (by revocation, idleness or age) more than 30 days ago and events past their age. Each
 * statement is a transaction of its own, so that no lock lasts; one that is cut off goes on where it stopped the next
 * time. One that comes to its end is noted as the last one.
 *
 * @throws {StoreError}
 */
export async function flush(store: Store, options: FlushOptions): Promise<Flushed> {
  const done = { sessions: 0, events: 0 };
  const { batchSize = 1000, pause = 10, signal, onProgress } = options;
  for (const [table, step] of [
    ["sessions", sessionStep(store.db, endedBefore(options), batchSize)],
    ["events", eventStep(store, options, batchSize)],
  ] as const) {
    let deleted = await step();
    while (deleted !== null) {
      done[table] += deleted;
      onProgress?.({ ...done });
      await sleep(pause);
      deleted = signal?.aborted === true ? null : await step();
    }
    if (signal?.aborted === true) return done;
  }
  await noteFlush(store.db, { at: options.now, ...done });
  return done;
}

/** What {@link flush} would delete. */
export async function countFlushable({ db }: Store, options: FlushOptions): Promise<Flushed> {
  const sessions = await db
    .selectFrom("sessions")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where((where) => hasEnded(where, endedBefore(options)))
    .executeTakeFirst();
  const events = await db
    .selectFrom("events")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("at", "<", eventsBefore(options))
    .executeTakeFirst();
  return { sessions: Number(sessions?.count ?? 0), events: Number(events?.count ?? 0) };
}

const endedBefore = ({ now }: FlushOptions) => now - KEPT_AFTER_END;
const eventsBefore = ({ now, eventRetention }: FlushOptions) => now - eventRetention * 1000;

/** Ids tell when a session began: those that began too late to have ended long ago are not looked at. */
function sessionStep(db: Db, before: number, batchSize: number): Step {
  const bound = firstIdAt(Math.max(before, 0));
  let after = "";
  return async () => {
    const page = await db
      .selectFrom("sessions")
      .select("id")
      .where("id", ">", after)
      .where("id", "<", bound)
      .orderBy("id")
      .limit(batchSize)
      .execute();
    const last = page.at(-1)?.id;
    if (last === undefined) return null;
    const { numDeletedRows } = await db
      .deleteFrom("sessions")
      .where("id", ">", after)
      .where("id", "<=", last)
      .where((where) => hasEnded(where, before))
      .executeTakeFirst();
    after = last;
    return Number(numDeletedRows);
  };
}

function hasEnded(
  where: ExpressionBuilder<Database, "sessions">,
  before: number,
): ExpressionWrapper<Database, "sessions", SqlBool> {
  return where.or([
    where("revoked_at", "<", before),
    where("idle_expires_at", "<", before),
    where("expires_at", "<", before),
  ]);
}

function eventStep(store: Store, options: FlushOptions, batchSize: number): Step {
  const { now, settings } = options;
  return createForgetting(store, sealKeys(settings), { now, before: eventsBefore(options), batchSize });
}
