import type { Db } from "../store/store.ts";
import { toIso } from "../time.ts";

/** The last flush that came to its end, in whichever process, and the rows it deleted. */
export interface LastFlush {
  /** When it began, ISO 8601 in UTC. */
  readonly at: string;
  readonly sessions: number;
  readonly events: number;
}

/** The one row of its table. */
const ONLY = 1;

/** @param flush `at` in milliseconds since 1970 */
export async function noteFlush(
  db: Db,
  { at, sessions, events }: { readonly at: number; readonly sessions: number; readonly events: number },
): Promise<void> {
  const noted = { at, sessions, events };
  await db
    .insertInto("last_flush")
    .values({ id: ONLY, ...noted })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(noted))
    .execute();
}

/** Null before the first one. */
export async function readLastFlush(db: Db): Promise<LastFlush | null> {
  const row = await db.selectFrom("last_flush").selectAll().executeTakeFirst();
  if (row === undefined) return null;
  return { at: toIso(row.at), sessions: Number(row.sessions), events: Number(row.events) };
}
