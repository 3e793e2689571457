import { setTimeout as sleep } from "node:timers/promises";
import BetterSqlite from "better-sqlite3";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { migrateTo } from "../../src/store/migrate.ts";
import { claimSingleServer } from "../../src/store/single-server.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { userRow } from "./rows.ts";
import { spawnChild } from "./spawn-child.ts";
import { temporaryPath } from "./temporary.ts";

async function ids(store: Store, table: "users" | "sessions"): Promise<string[]> {
  return (await store.db.selectFrom(table).select("id").orderBy("id").execute()).map((row) => row.id);
}

describe("one SQLite file and several processes", () => {
  it("keeps every acknowledged transaction, and nothing of a half-done one, over 20 kills", {
    timeout: 120_000,
  }, async () => {
    const path = temporaryPath();
    const setup = await openSqlite(path);
    await migrateTo(setup, "latest");
    await setup.close();
    const acknowledged: string[] = [];
    for (let round = 0; round < 20; round++) {
      const child = spawnChild(["write until killed", path, `round${round}`]);
      await child.firstLine;
      await sleep(round * 2);
      await child.kill();
      acknowledged.push(...(await child.allLines));
      const store = await openSqlite(path);
      const users = await ids(store, "users");
      expect(users).toEqual(await ids(store, "sessions"));
      expect(users).toEqual(expect.arrayContaining(acknowledged));
      const check = await sql`pragma integrity_check`.execute(store.db);
      expect(check.rows).toEqual([{ integrity_check: "ok" }]);
      await store.close();
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(20);
  });

  it("lets them make it, migrate it and write 200 transactions each at once, none busy", {
    timeout: 60_000,
  }, async () => {
    const path = temporaryPath();
    const children = ["a", "b"].map((name) => spawnChild(["migrate and write", path, name]));
    const lines = await Promise.all(children.map((child) => child.allLines));
    expect(lines).toEqual([["done"], ["done"]]);
    const store = await openSqlite(path);
    expect([await ids(store, "users"), await ids(store, "sessions")].map((rows) => rows.length)).toEqual([
      400, 400,
    ]);
    await store.close();
  });

  it("waits to open it while another makes it", async () => {
    const path = temporaryPath();
    const other = new BetterSqlite(path);
    other.exec("begin exclusive; create table made_first (id integer)");
    setTimeout(() => other.exec("commit"), 50);
    const store = await openSqlite(path);
    expect((await store.db.introspection.getTables()).map((table) => table.name)).toEqual(["made_first"]);
    other.close();
    await store.close();
  });

  it("goes on with other work while it waits for another's lock, then writes", async () => {
    const path = temporaryPath();
    const store = await openSqlite(path);
    await migrateTo(store, "latest");
    const other = new BetterSqlite(path);
    other.exec("begin immediate");
    // Frees the lock from this very event loop: a wait that blocks it would never end well.
    setTimeout(() => other.exec("commit"), 50);
    await store.db.insertInto("users").values(userRow("ada")).execute();
    expect(await ids(store, "users")).toEqual(["ada"]);
    other.close();
    await store.close();
  });

  it("answers busy, and works on, where the lock is not free in time", async () => {
    const path = temporaryPath();
    const store = await openSqlite(path, { busyTimeout: 20 });
    await migrateTo(store, "latest");
    const other = new BetterSqlite(path);
    other.exec("begin immediate");
    const write = () => store.transaction((db) => db.insertInto("users").values(userRow("ada")).execute());
    await expect(write()).rejects.toMatchObject({ code: "busy", message: expect.stringContaining(path) });
    other.exec("commit");
    await write();
    expect(await ids(store, "users")).toEqual(["ada"]);
    other.close();
    await store.close();
  });
});

describe("claimSingleServer", () => {
  it("tells a second process on the same file that it is not alone, until the first ends", async () => {
    const path = temporaryPath();
    const first = spawnChild(["claim", path]);
    expect(await first.firstLine).toBe("true");
    expect(claimSingleServer(path).alone).toBe(false);
    await first.kill();
    const second = claimSingleServer(path);
    expect(second.alone).toBe(true);
    expect(await spawnChild(["claim", path]).firstLine).toBe("false");
    second.release();
    second.release();
    expect(await spawnChild(["claim", path]).firstLine).toBe("true");
  });

  it("keeps the claim while the same process opens and closes the database, and asks again", async () => {
    const path = temporaryPath();
    const claim = claimSingleServer(path);
    await (await openSqlite(path)).close();
    expect(claimSingleServer(path).alone).toBe(false);
    expect(await spawnChild(["claim", path]).firstLine).toBe("false");
    claim.release();
  });

  it("does not confuse two databases, and lets every memory database alone", () => {
    const claims = [temporaryPath(), temporaryPath(), ":memory:", ":memory:"].map(claimSingleServer);
    expect(claims.map((claim) => claim.alone)).toEqual([true, true, true, true]);
    for (const claim of claims) claim.release();
  });
});
