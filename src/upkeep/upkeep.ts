import type { Log } from "../log.ts";
import type { Settings } from "../settings/table.ts";
import type { Store } from "../store/store.ts";
import { HOUR } from "../time.ts";
import { flush } from "./flush.ts";

/** Small and far apart, so that requests wait for a few milliseconds at most. */
const GENTLY = { batchSize: 200, pause: 50 } as const;

export interface Upkeep {
  /** Ends what runs after its present statement, and waits for that. */
  stop(): Promise<void>;
}

/**
 * Flushes once an hour until it is stopped. Keeps no process alive. Several servers on one store may do so together.
 *
 * @param interval milliseconds between two flushes
 */
export function startUpkeep(
  deps: { store: Store; settings: Settings; now: () => number; log: Log },
  interval: number = HOUR,
): Upkeep {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let timer = schedule();

  function schedule(): NodeJS.Timeout {
    return setTimeout(() => {
      running = flushOnce().finally(() => {
        if (!stopping.signal.aborted) timer = schedule();
      });
    }, interval).unref();
  }

  async function flushOnce(): Promise<void> {
    const { store, settings, now, log } = deps;
    try {
      const flushed = await flush(store, {
        ...GENTLY,
        now: now(),
        eventRetention: settings.eventRetention,
        settings,
        signal: stopping.signal,
      });
      if (flushed.sessions + flushed.events > 0) log.info(flushed, "flushed");
    } catch (error) {
      log.error({ err: error }, "old sessions and events could not be deleted");
    }
  }

  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
