import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import type { Db, Store } from "../store/store.ts";
import { HOUR } from "../time.ts";
import type { EventType } from "./event-types.ts";

/** Events counted in one transaction: a few milliseconds. */
const CHUNK = 2000;

/** Counts of hours longer ago than this are deleted, in milliseconds: nothing shows them. */
const KEPT = 92 * 24 * HOUR;

/** Runs under way, one a store: calls at one time share it. */
const running = new WeakMap<Store, Promise<void>>();

/**
 * Brings the counts of events by hour up to date, since counting millions anew for each look would take seconds. Ids
 * only grow, and one writer at a time gives them, so that what was counted is told by the last of them.
 */
export function countEvents(store: Store, now: number): Promise<void> {
  const run = running.get(store) ?? countAll(store, now).finally(() => running.delete(store));
  running.set(store, run);
  return run;
}

async function countAll(store: Store, now: number): Promise<void> {
  while (await store.transaction((db) => countChunk(db))) await nextTurn();
  await store.db
    .deleteFrom("event_hours")
    .where("hour", "<", now - KEPT)
    .execute();
}

/** @returns whether there may be more */
async function countChunk(db: Db): Promise<boolean> {
  const state = await db.selectFrom("event_hours_state").select("last_event_id").executeTakeFirstOrThrow();
  const after = state.last_event_id;
  const chunk = sql`select id, type, outcome, at from events where id > ${after} order by id limit ${CHUNK}`;
  const { rows } = await sql<{ last: number | null; count: number }>`
    select max(id) as last, count(*) as count from (${chunk}) as chunk`.execute(db);
  const { last = null, count = 0 } = rows[0] ?? {};
  if (last === null) return false;
  await sql`
    insert into event_hours (type, hour, outcome, count)
    select type, at - at % ${sql.lit(HOUR)} as hour, outcome, count(*) from (${chunk}) as chunk
    where true group by 1, 2, 3
    on conflict (type, hour, outcome) do update set count = event_hours.count + excluded.count`.execute(db);
  await db.updateTable("event_hours_state").set({ last_event_id: last }).execute();
  return Number(count) === CHUNK;
}

/** Adds acts of an hour that left no rows to count. `hour` is its first millisecond. */
export async function addToHour(db: Db, type: EventType, hour: number, count: number): Promise<void> {
  await db
    .insertInto("event_hours")
    .values({ type, hour, outcome: "ok", count })
    .onConflict((conflict) =>
      conflict
        .columns(["type", "hour", "outcome"])
        .doUpdateSet((eb) => ({ count: eb("event_hours.count", "+", count) })),
    )
    .execute();
}
