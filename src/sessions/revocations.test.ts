import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sessionRow, userRow } from "../../test/stores/rows.ts";
import { migrateTo } from "../store/migrate.ts";
import { openSqlite } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import { createRevocations, type Revocations } from "./revocations.ts";

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

const isRevoked = (known: Revocations, sid: string) => known.refusalOf({ sid }) === "revoked";

describe("revocations", () => {
  it("know at start what was revoked while this process was not there", async () => {
    await addSession("recent", now - MEMORY + 1);
    await addSession("old", now - MEMORY - 1);
    await addSession("live", null);
    const revoked = revocations();
    await revoked.start();
    revoked.stop();
    expect([isRevoked(revoked, "recent"), isRevoked(revoked, "old"), isRevoked(revoked, "live")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("learn within 500 ms what another process revoked", async () => {
    await addSession("s", null);
    const revoked = revocations();
    await revoked.start();
    await store.db.updateTable("sessions").set({ revoked_at: now }).where("id", "=", "s").execute();
    await expect.poll(() => isRevoked(revoked, "s"), { timeout: 500, interval: 10 }).toBe(true);
    revoked.stop();
  });

  it("read again what committed late: a transaction may take longer than a later one", async () => {
    await addSession("late", null);
    const revoked = revocations();
    await revoked.start();
    const revokedAt = now - 5_000;
    await store.db.updateTable("sessions").set({ revoked_at: revokedAt }).where("id", "=", "late").execute();
    await expect.poll(() => isRevoked(revoked, "late"), { timeout: 500, interval: 10 }).toBe(true);
    revoked.stop();
  });

  it("are read whole and in turns, however many there are of one moment", async () => {
    const ids = Array.from({ length: 4_500 }, (_, index) => `s${index}`);
    for (const [of, columns] of [
      ["revoked", { revoked_at: now }],
      ["stale", { stale_at: now, version: 1 }],
    ] as const) {
      await store.transaction(async (db) => {
        for (const id of ids)
          await db
            .insertInto("sessions")
            .values(sessionRow(`${of}-${id}`, "u", columns))
            .execute();
      });
      const known = revocations();
      let hadTurn = false;
      setImmediate(() => {
        hadTurn = true;
      });
      await known.catchUp();
      expect(hadTurn).toBe(true);
      expect(ids.filter((id) => known.refusalOf({ sid: `${of}-${id}` }) !== of)).toEqual([]);
    }
  });

  it("forget what no access token can outlive", async () => {
    const revoked = revocations();
    revoked.add(["s"], now);
    expect(isRevoked(revoked, "s")).toBe(true);
    now += MEMORY + 1;
    await revoked.start();
    revoked.stop();
    expect(isRevoked(revoked, "s")).toBe(false);
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
    expect([revoked.isStale(), isRevoked(revoked, "s")]).toEqual([false, true]);
  });

  it("refuse tokens of an older version, and none made since", async () => {
    const known = revocations();
    known.addStale([{ id: "s", version: 2, at: now }]);
    const refusals = [{}, { ver: 1 }, { ver: 2 }].map((token) => known.refusalOf({ sid: "s", ...token }));
    expect(refusals).toEqual(["stale", "stale", null]);
    expect(known.refusalOf({ sid: "other" })).toBe(null);
  });

  it("learn within 500 ms what another process made stale, and at start what was before", async () => {
    await addSession("s", null);
    const known = revocations();
    await known.start();
    const old = { sid: "s", ver: 6 };
    await store.db.updateTable("sessions").set({ stale_at: now, version: 7 }).where("id", "=", "s").execute();
    await expect.poll(() => known.refusalOf(old), { timeout: 500, interval: 10 }).toBe("stale");
    known.stop();
    const later = revocations();
    await later.start();
    later.stop();
    expect(later.refusalOf(old)).toBe("stale");
    now += MEMORY + 1;
    await later.catchUp();
    expect(later.refusalOf(old)).toBe(null);
  });
});
