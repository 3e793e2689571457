import { inTurns } from "../store/in-turns.ts";
import { statement } from "../store/statement.ts";
import type { Store } from "../store/store.ts";
import type { Claims } from "../tokens/kinds.ts";

/** How long notes are gathered before they are written together, in milliseconds. */
const FLUSH_INTERVAL = 1_000;

/** Notes written in one transaction: about 4 ms. */
const BATCH = 500;

/** Sessions remembered as noted, so that each generation is written once. */
const MEMORY = 20_000;

/**
 * Notes that a generation's access token has arrived, which proves that the browser has its successor cookies and
 * starts the end of the predecessor. Noted once per generation, written in batches, never on the request's path.
 */
export interface SeenNotes {
  note(claims: Claims): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

export function createSeenNotes(deps: {
  store: Store;
  now: () => number;
  onError: (error: unknown) => void;
}): SeenNotes {
  const noted = new Map<string, number>();
  let pending = new Map<string, { generation: number; at: number }>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function note({ sid, gen }: Claims): void {
    if ((noted.get(sid) ?? 0) >= gen) return;
    const oldest = noted.size >= MEMORY ? noted.keys().next().value : undefined;
    if (oldest !== undefined) noted.delete(oldest);
    noted.set(sid, gen);
    pending.set(sid, { generation: gen, at: deps.now() });
    if (timer === undefined) {
      timer = setTimeout(() => void flush(), FLUSH_INTERVAL);
      timer.unref();
    }
  }

  /** One after the other, so that the last one, before the database is closed, waits for one that runs. */
  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(writePending);
    return writing;
  }

  async function writePending(): Promise<void> {
    const notes = [...pending];
    pending = new Map();
    let written = 0;
    try {
      for await (const batch of inTurns(notes, BATCH)) {
        await deps.store.transaction(async (db) => {
          for (const [id, seen] of batch) await noteSeen(db, { id, ...seen });
        });
        written += batch.length;
      }
    } catch (error) {
      for (const [id] of notes.slice(written)) noted.delete(id);
      deps.onError(error);
    }
  }

  return { note, flush, stop: flush };
}

const noteSeen = statement((db, { id, generation, at }: { id: string; generation: number; at: number }) =>
  db
    .updateTable("sessions")
    .set({ seen_generation: generation, seen_at: at, last_used_at: at })
    .where("id", "=", id)
    .where("seen_generation", "<", generation),
);
