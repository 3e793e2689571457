import { statement } from "../store/statement.ts";
import { createWriteBehind, type WriteBehind, type WriteBehindDeps } from "../store/write-behind.ts";
import type { Claims } from "../tokens/kinds.ts";

/** Sessions remembered as noted, so that each generation is written once. */
const MEMORY = 20_000;

/**
 * Notes that a generation's access token has arrived, which proves that the browser has its successor cookies and
 * starts the end of the predecessor. Noted once per generation, written in batches, never on the request's path.
 */
export interface SeenNotes extends Pick<WriteBehind<unknown>, "flush" | "stop"> {
  note(claims: Claims): void;
}

type Seen = { readonly generation: number; readonly at: number };

export function createSeenNotes({
  now,
  ...deps
}: Omit<WriteBehindDeps<Seen>, "write"> & { now: () => number }): SeenNotes {
  const noted = new Map<string, number>();
  const { set, flush, stop } = createWriteBehind<Seen>({
    ...deps,
    write: (db, id, seen) => noteSeen(db, { id, ...seen }),
  });

  function note({ sid, gen }: Claims): void {
    if ((noted.get(sid) ?? 0) >= gen) return;
    const oldest = noted.size >= MEMORY ? noted.keys().next().value : undefined;
    if (oldest !== undefined) noted.delete(oldest);
    noted.set(sid, gen);
    set(sid, { generation: gen, at: now() });
  }

  return { note, flush, stop };
}

const noteSeen = statement((db, { id, generation, at }: Seen & { readonly id: string }) =>
  db
    .updateTable("sessions")
    .set({ seen_generation: generation, seen_at: at, last_used_at: at })
    .where("id", "=", id)
    .where("seen_generation", "<", generation),
);
