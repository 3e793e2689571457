import { inTurns } from "../store/in-turns.ts";
import type { Store } from "../store/store.ts";
import type { EventType } from "./event-types.ts";
import { type EventSource, type NewEvent, PROGRAM, recordEvent, type SourcedEvent } from "./events.ts";

/** Events that wait at most; of the rest only the number is kept. */
export const MAX_WAITING = 50_000;

/** Events written in one transaction: it holds the write lock for about 2 ms. */
const BATCH = 200;

/**
 * Events on their way into the audit trail, in memory: of acts that are kept elsewhere, so that no request waits for
 * the event of it too. A crash takes those of the last second.
 */
export interface EventQueue {
  add(event: NewEvent, source: EventSource): void;
  /** Counts events of which one row tells how many there were. */
  leaveOut(type: EventType, count: number): void;
  /**
   * Writes what was added before the call. What cannot be written waits on.
   *
   * @throws {StoreError}
   */
  write(): Promise<void>;
}

interface Waiting extends SourcedEvent {
  readonly at: number;
  /** Events it tells of: one, or those left out. */
  readonly count: number;
}

export function createEventQueue({ store, now }: { store: Store; now: () => number }): EventQueue {
  let waiting: Waiting[] = [];
  const leftOut = new Map<EventType, number>();

  function leaveOut(type: EventType, count: number): void {
    leftOut.set(type, (leftOut.get(type) ?? 0) + count);
  }

  function takeAll(): Waiting[] {
    const summaries = [...leftOut].map(([type, count]) => ({
      at: now(),
      count,
      event: { type, outcome: "left_out", userId: null, detail: `${count} more` },
      source: PROGRAM,
    }));
    const all = [...waiting, ...summaries];
    waiting = [];
    leftOut.clear();
    return all;
  }

  function putBack(unwritten: readonly Waiting[]): void {
    const all = [...unwritten, ...waiting];
    waiting = all.slice(0, MAX_WAITING);
    for (const { event, count } of all.slice(MAX_WAITING)) leaveOut(event.type, count);
  }

  return {
    add(event, source) {
      if (waiting.length < MAX_WAITING) waiting.push({ at: now(), count: 1, event, source });
      else leaveOut(event.type, 1);
    },
    leaveOut,
    async write() {
      const all = takeAll();
      let written = 0;
      try {
        for await (const batch of inTurns(all, BATCH)) {
          await store.transaction(async (db) => {
            for (const { event, source, at } of batch) await recordEvent(db, event, source, at);
          });
          written += batch.length;
        }
      } catch (error) {
        putBack(all.slice(written));
        throw error;
      }
    },
  };
}
