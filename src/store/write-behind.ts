import { inTurns } from "./in-turns.ts";
import type { Db, Store } from "./store.ts";

/** How long values are gathered before they are written together, in milliseconds. */
const INTERVAL = 1_000;

/** Values written in one transaction: about 4 ms. */
const BATCH = 500;

/** Values on their way into the database that no request waits for. A crash takes those of the last second. */
export interface WriteBehind<Value> {
  /** Of one key the newest value is written. */
  set(key: string, value: Value): void;
  /** Writes what was set before the call. What cannot be written waits on. */
  flush(): Promise<void>;
  /** The same, for the last time: what cannot be written then is lost. */
  stop(): Promise<void>;
}

export interface WriteBehindDeps<Value> {
  readonly store: Store;
  /** Writes one value, in a transaction of several. */
  readonly write: (db: Db, key: string, value: Value) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

export function createWriteBehind<Value>({
  store,
  write,
  onError,
}: WriteBehindDeps<Value>): WriteBehind<Value> {
  let waiting = new Map<string, Value>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let isStopped = false;

  function schedule(): void {
    if (!isStopped) timer ??= setTimeout(() => void flush(), INTERVAL).unref();
  }

  /** One after the other, so that the last one, before the database is closed, waits for one that runs. */
  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(writeAll);
    return writing;
  }

  async function writeAll(): Promise<void> {
    const all = [...waiting];
    waiting = new Map();
    let written = 0;
    try {
      for await (const batch of inTurns(all, BATCH)) {
        await store.transaction(async (db) => {
          for (const [key, value] of batch) await write(db, key, value);
        });
        written += batch.length;
      }
    } catch (error) {
      waiting = new Map([...all.slice(written), ...waiting]);
      onError(error);
      schedule();
    }
  }

  return {
    set(key, value) {
      waiting.set(key, value);
      schedule();
    },
    flush,
    stop() {
      isStopped = true;
      return flush();
    },
  };
}
