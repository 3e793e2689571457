import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventRow, sessionRow, userRow } from "../../test/stores/rows.ts";
import { newId } from "../ids.ts";
import { type Log, silentLog } from "../log.ts";
import { defineSettings } from "../settings/settings.ts";
import { migrateTo } from "../store/migrate.ts";
import type { SessionsTable } from "../store/schema.ts";
import { openSqlite } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import { countFlushable, flush } from "./flush.ts";
import { readLastFlush } from "./last-flush.ts";
import { startUpkeep } from "./upkeep.ts";

const DAY = 86_400_000;
const NOW = 1_900_000_000_000;
const LONG_AGO = NOW - 30 * DAY - 1;
const settings = defineSettings({ secret: "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE" });
const options = { now: NOW, eventRetention: 90 * 86_400, settings, pause: 0 };

let store: Store;
beforeEach(async () => {
  store = await openSqlite(":memory:");
  await migrateTo(store, "latest");
  await store.db.insertInto("users").values(userRow("u")).execute();
});
afterEach(() => store.close());

/** A session that began 60 days ago and is live unless told otherwise. */
async function addSession(ip: string, values: Partial<SessionsTable> = {}): Promise<void> {
  const created_at = values.created_at ?? NOW - 60 * DAY;
  const id = newId(created_at, (size) => Buffer.alloc(size, Number(ip)));
  const live = { created_at, idle_expires_at: NOW + DAY, expires_at: NOW + 2 * DAY };
  await store.db
    .insertInto("sessions")
    .values(sessionRow(id, "u", { ...live, ...values, ip }))
    .execute();
}

async function addEvents(...times: number[]): Promise<void> {
  await store.db
    .insertInto("events")
    .values(times.map((at) => eventRow({ at })))
    .execute();
}

const ipsLeft = async () =>
  (await store.db.selectFrom("sessions").select("ip").execute()).map(({ ip }) => ip).sort();
const timesLeft = async () =>
  (await store.db.selectFrom("events").select("at").execute()).map(({ at }) => at);

describe("flush", () => {
  it("deletes sessions that were revoked, idled or expired more than 30 days ago, and no others", async () => {
    await addSession("1", { revoked_at: LONG_AGO });
    await addSession("2", { idle_expires_at: LONG_AGO });
    await addSession("3", { expires_at: LONG_AGO });
    await addSession("4", { revoked_at: LONG_AGO + 1 });
    await addSession("5", { idle_expires_at: LONG_AGO + 1 });
    await addSession("6");
    await addSession("7", { created_at: NOW - DAY, revoked_at: NOW - 1 });
    expect(await countFlushable(store, options)).toEqual({ sessions: 3, events: 0 });
    expect(await flush(store, options)).toEqual({ sessions: 3, events: 0 });
    expect(await ipsLeft()).toEqual(["4", "5", "6", "7"]);
  });

  it("deletes events past their age, in every batch", async () => {
    const old = NOW - 90 * DAY;
    await addEvents(old - 3, old - 2, old - 1, old - 1, old, NOW);
    expect(await countFlushable(store, options)).toEqual({ sessions: 0, events: 4 });
    expect(await flush(store, { ...options, batchSize: 2 })).toEqual({ sessions: 0, events: 4 });
    expect(await timesLeft()).toEqual([old, NOW]);
  });

  it("tells its progress, and stops between two batches when it is told to", async () => {
    await addEvents(...Array.from({ length: 5 }, () => 1));
    const told: number[] = [];
    const stopping = new AbortController();
    const onProgress = ({ events }: { events: number }) => {
      told.push(events);
      if (events === 4) stopping.abort();
    };
    await flush(store, { ...options, batchSize: 2, onProgress, signal: stopping.signal });
    expect([told, await timesLeft()]).toEqual([[2, 4], [1]]);
  });
});

describe("upkeep", () => {
  const start = (log: Log) => startUpkeep({ store, settings, now: () => NOW, log }, 5);

  it("flushes by itself, again and again, until it is stopped", async () => {
    const upkeep = start(silentLog);
    for (let round = 0; round < 2; round++) {
      await addEvents(1);
      await expect.poll(timesLeft, { interval: 5 }).toEqual([]);
    }
    const at = new Date(NOW).toISOString();
    await expect.poll(() => readLastFlush(store.db), { interval: 5 }).toMatchObject({ at });
    await upkeep.stop();
    await addEvents(1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await timesLeft()).toEqual([1]);
  });

  it("logs what fails, and tries again", async () => {
    const errors: string[] = [];
    const upkeep = start({ ...silentLog, error: (_fields, message) => void errors.push(message) });
    await store.db.schema.alterTable("events").renameTo("away").execute();
    await expect.poll(() => errors.length, { interval: 5 }).toBeGreaterThan(0);
    await store.db.schema.alterTable("away").renameTo("events").execute();
    await addEvents(1);
    await expect.poll(timesLeft, { interval: 5 }).toEqual([]);
    await upkeep.stop();
    expect(errors[0]).toBe("old sessions and events could not be deleted");
  });
});
