import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import type { AuthContext } from "../context.ts";
import type { Store } from "../store/store.ts";
import { countAll } from "./read-users.ts";
import { planUsers } from "./user-plan.ts";

/** Whole counts, and when they were made. */
export interface Tallies {
  readonly users: number;
  readonly activeSessions: number;
  /** ISO 8601 in UTC. */
  readonly countedAt: string;
}

/** Milliseconds that a count is good for. */
const GOOD_FOR = 10 * 60_000;

/** Sessions looked at in one statement. */
const CHUNK = 2000;

interface Kept {
  tallies: Tallies | null;
  countedAt: number;
  running: Promise<void> | null;
}
const kept = new WeakMap<Store, Kept>();

/**
 * Users and live sessions, counted anew at most every ten minutes, a part at a time: all of five million take seconds.
 * Waits for it shortly.
 *
 * @param patience milliseconds
 * @returns the last count; null where the first one is not done yet
 */
export async function readTallies(auth: AuthContext, patience: number): Promise<Tallies | null> {
  const state = kept.get(auth.store) ?? { tallies: null, countedAt: Number.NEGATIVE_INFINITY, running: null };
  kept.set(auth.store, state);
  if (auth.now() - state.countedAt >= GOOD_FOR) {
    state.running ??= count(auth, state)
      .catch((error: unknown) => auth.log.error({ err: error }, "users and sessions could not be counted"))
      .finally(() => {
        state.running = null;
      });
    await atMost(patience, state.running);
  }
  return state.tallies;
}

/** Waits for work that goes on by itself, but no longer than that. */
export async function atMost(patience: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience);
  });
  await Promise.race([work, end]);
  clearTimeout(timer);
}

async function count(auth: AuthContext, state: Kept): Promise<void> {
  const at = auth.now();
  const plan = planUsers({}, "created", { locked: [], members: null });
  const users = await countAll(auth.store.db, plan);
  const activeSessions = await countLive(auth, at);
  state.tallies = { users, activeSessions, countedAt: new Date(at).toISOString() };
  state.countedAt = at;
}

async function countLive({ store }: AuthContext, now: number): Promise<number> {
  let live = 0;
  for (let after: string | null = ""; after !== null; ) {
    const result: { rows: { last: string | null; looked: number; live: number }[] } = await sql<{
      last: string | null;
      looked: number;
      live: number;
    }>`
      select max(id) as last, count(*) as looked,
        count(case when revoked_at is null and idle_expires_at > ${now} and expires_at > ${now} then 1 end) as live
      from (select id, revoked_at, idle_expires_at, expires_at from sessions
        where id > ${after} order by id limit ${CHUNK}) as chunk`.execute(store.db);
    const [chunk] = result.rows;
    live += Number(chunk?.live ?? 0);
    after = Number(chunk?.looked ?? 0) < CHUNK ? null : (chunk?.last ?? null);
    await nextTurn();
  }
  return live;
}
