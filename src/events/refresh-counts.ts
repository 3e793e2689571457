import type { Store } from "../store/store.ts";
import { hourOf } from "../time.ts";
import { addToHour } from "./event-hours.ts";

/** Refreshes that leave no event (docs/decisions/0016), by the hour, on their way to where events are counted. */
export interface RefreshCounts {
  countRefresh(): void;
  /**
   * Writes what was counted before the call. What cannot be written waits on.
   *
   * @throws {StoreError}
   */
  write(): Promise<void>;
}

export function createRefreshCounts({ store, now }: { store: Store; now: () => number }): RefreshCounts {
  let counts = new Map<number, number>();

  function add(hour: number, count: number): void {
    counts.set(hour, (counts.get(hour) ?? 0) + count);
  }

  return {
    countRefresh: () => add(hourOf(now()), 1),
    async write() {
      if (counts.size === 0) return;
      const all = counts;
      counts = new Map();
      try {
        await store.transaction(async (db) => {
          for (const [hour, count] of all) await addToHour(db, "refresh", hour, count);
        });
      } catch (error) {
        for (const [hour, count] of all) add(hour, count);
        throw error;
      }
    },
  };
}
