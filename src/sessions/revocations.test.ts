import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sessionRow, userRow } from "../../test/stores/rows.ts";
import { migrateTo } from "../store/migrate.ts";
import { openSqlite } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import { createRevocations } from "./revocations.ts";

const MEMORY = 300_000;
let store: Store;
let now: number;

beforeEach(async () => {
  now = 10_000_000;
  store = await openSqlite(":memory:");
  await migrateTo(store, "latest");
  await store.db.insertInto("users").values(userRow("u")).execute();
});
afterEach(() => store.close());

async function addSession(id: string, revokedAt: number | null): Promise<void> {
  await store.db
    .insertInto("sessions")
    .values(sessionRow(id, "u", { revoked_at: revokedAt }))
    .execute();
}

function revocations() {
  return createRevocations({
    store,
    memory: MEMORY,
    now: () => now,
    onError: (error) => {
      throw error;
    },
  });
}

describe("revocations", () => {
  it("know at start what was revoked while this process was not there", async () => {
    await addSession("recent", now - MEMORY + 1);
    await addSession("old", now - MEMORY - 1);
    await addSession("live", null);
    const revoked = revocations();
    await revoked.start();
    revoked.stop();
    expect([revoked.has("recent"), revoked.has("old"), revoked.has("live")]).toEqual([true, false, false]);
  });

  it("learn within 500 ms what another process revoked", async () => {
    await addSession("s", null);
    const revoked = revocations();
    await revoked.start();
    await store.db.updateTable("sessions").set({ revoked_at: now }).where("id", "=", "s").execute();
    await expect.poll(() => revoked.has("s"), { timeout: 500, interval: 10 }).toBe(true);
    revoked.stop();
  });

  it("read again what committed late: a transaction may take longer than a later one", async () => {
    await addSession("late", null);
    const revoked = revocations();
    await revoked.start();
    const revokedAt = now - 5_000;
    await store.db.updateTable("sessions").set({ revoked_at: revokedAt }).where("id", "=", "late").execute();
    await expect.poll(() => revoked.has("late"), { timeout: 500, interval: 10 }).toBe(true);
    revoked.stop();
  });

  it("forget what no access token can outlive", async () => {
    const revoked = revocations();
    revoked.add(["s"], now);
    expect(revoked.has("s")).toBe(true);
    now += MEMORY + 1;
    await revoked.start();
    revoked.stop();
    expect(revoked.has("s")).toBe(false);
  });

  it("are stale five seconds after the last read that went well, until they have caught up", async () => {
    await addSession("s", null);
    const revoked = revocations();
    await revoked.start();
    revoked.stop();
    now += 5_000;
    expect(revoked.isStale()).toBe(false);
    now += 1;
    expect(revoked.isStale()).toBe(true);
    await store.db
      .updateTable("sessions")
      .set({ revoked_at: now - 3_000 })
      .where("id", "=", "s")
      .execute();
    await Promise.all([revoked.catchUp(), revoked.catchUp()]);
    expect([revoked.isStale(), revoked.has("s")]).toEqual([false, true]);
  });
});
