import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrateTo } from "./migrate.ts";
import { openSqlite } from "./sqlite.ts";
import { opaque, statement } from "./statement.ts";
import type { Store } from "./store.ts";

describe("a statement", () => {
  let store: Store;
  let built = 0;

  const addGroup = statement((db, { id, name, at }: { id: string; name: string; at: number }) => {
    built++;
    return db.insertInto("groups").values({ id, name, name_key: name, created_at: at, updated_at: at });
  });
  const groupsNamed = statement((db, { name, limit }: { name: string; limit: number }) =>
    db.selectFrom("groups").selectAll().where("name", "=", name).where("created_at", ">", 0).limit(limit),
  );

  beforeEach(async () => {
    store = await openSqlite(":memory:");
    await migrateTo(store, "latest");
    built = 0;
  });
  afterEach(() => store.close());

  it("is built once, and run with the values of each run", async () => {
    for (const name of ["a", "b", "c"]) await addGroup(store.db, { id: name, name, at: 7 });
    expect(built).toBe(1);
    const { rows } = await groupsNamed(store.db, { name: "b", limit: 5 });
    expect(rows).toEqual([{ id: "b", name: "b", name_key: "b", created_at: 7, updated_at: 7 }]);
  });

  it("takes a value for nothing but a value", async () => {
    const name = `x' or 1=1 --`;
    await addGroup(store.db, { id: "a", name: "a", at: 1 });
    await addGroup(store.db, { id: "x", name, at: 1 });
    expect((await groupsNamed(store.db, { name, limit: 9 })).rows.map(({ id }) => id)).toEqual(["x"]);
  });

  it("tells how many rows it changed", async () => {
    const rename = statement((db, { from, to }: { from: string; to: string }) =>
      db.updateTable("groups").set({ name: to }).where("name", "=", from),
    );
    await addGroup(store.db, { id: "a", name: "a", at: 1 });
    expect((await rename(store.db, { from: "a", to: "b" })).changed).toBe(1);
    expect((await rename(store.db, { from: "a", to: "b" })).changed).toBe(0);
  });

  it("finds an opaque text by its index", async () => {
    for (const id of ["a", "b"]) await addGroup(store.db, { id, name: `name of ${id}`, at: 1 });
    const keyed = statement((db, { key }: { key: string }) =>
      db.selectFrom("groups").select("id").where("name_key", "=", opaque(key)),
    );
    expect((await keyed(store.db, { key: "name of b" })).rows).toEqual([{ id: "b" }]);
    const plan = sql<{
      detail: string;
    }>`explain query plan select id from groups where name_key = ${opaque("x")}`;
    expect((await plan.execute(store.db)).rows.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^SEARCH groups USING INDEX .*name_key=\?/),
    ]);
  });

  it("belongs to the transaction it is run in", async () => {
    const failing = store.transaction(async (db) => {
      await addGroup(db, { id: "a", name: "a", at: 1 });
      throw new Error("not after all");
    });
    await expect(failing).rejects.toThrow("not after all");
    expect((await groupsNamed(store.db, { name: "a", limit: 1 })).rows).toEqual([]);
  });

  it("waits for the transaction of somebody else, and is no part of it", async () => {
    let isOver = false;
    const opened = Promise.withResolvers<void>();
    const failing = store.transaction(async (db) => {
      await addGroup(db, { id: "a", name: "a", at: 1 });
      opened.resolve();
      await new Promise((resolve) => setImmediate(resolve));
      isOver = true;
      throw new Error("not after all");
    });
    await opened.promise;
    const added = addGroup(store.db, { id: "b", name: "b", at: 1 }).then(() => isOver);
    await expect(failing).rejects.toThrow("not after all");
    expect(await added).toBe(true);
    expect((await groupsNamed(store.db, { name: "b", limit: 1 })).rows).toHaveLength(1);
  });

  it("is refused by a transaction that is over, also while another one is open", async () => {
    const ended = await store.transaction(async (db) => db);
    await store.transaction(async (db) => {
      await addGroup(db, { id: "a", name: "a", at: 1 });
      await expect(addGroup(ended, { id: "b", name: "b", at: 1 })).rejects.toThrow();
    });
    expect((await groupsNamed(store.db, { name: "b", limit: 1 })).rows).toEqual([]);
  });

  it("is built anew for another store", async () => {
    await addGroup(store.db, { id: "a", name: "a", at: 1 });
    const other = await openSqlite(":memory:");
    await migrateTo(other, "latest");
    await addGroup(other.db, { id: "b", name: "b", at: 1 });
    expect(built).toBe(2);
    expect((await groupsNamed(other.db, { name: "b", limit: 1 })).rows).toHaveLength(1);
    await other.close();
  });

  it("fails where a value is missing, and writes nothing", async () => {
    await addGroup(store.db, { id: "a", name: "a", at: 1 });
    await expect(addGroup(store.db, { id: "b", name: "b" } as never)).rejects.toThrow();
    expect((await groupsNamed(store.db, { name: "b", limit: 1 })).rows).toEqual([]);
  });
});
