import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { migrateTo, migrationStatus } from "../../src/store/migrate.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import { StoreError, toStoreError } from "../../src/store/store-error.ts";
import { userRow } from "./rows.ts";
import { spawnChild } from "./spawn-child.ts";
import { temporaryPath } from "./temporary.ts";

const NOBODY = 65_534;

/** What opening says to a user who is not root: root may write whatever the mode. */
async function openAsNobody(path: string): Promise<{ code: string; message: string }> {
  const child = spawnChild(["open", path], process.getuid?.() === 0 ? NOBODY : undefined);
  return JSON.parse(await child.firstLine);
}

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe("openSqlite", () => {
  it("makes the file and its folder for this user only, as are the files SQLite adds", async () => {
    const path = join(dirname(temporaryPath()), "made", "here", "wafer.db");
    const store = await openSqlite(path);
    await migrateTo(store, "latest");
    expect([mode(dirname(path)), mode(path), mode(`${path}-wal`), mode(`${path}-shm`)]).toEqual([
      "700",
      "600",
      "600",
      "600",
    ]);
    await store.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  it.each([
    ["journal_mode", { journal_mode: "wal" }],
    ["synchronous", { synchronous: 2 }],
    ["foreign_keys", { foreign_keys: 1 }],
    ["trusted_schema", { trusted_schema: 0 }],
  ])("sets %s", async (name, row) => {
    const path = temporaryPath();
    // Opened for the second time: the defaults for a database in WAL mode are other ones.
    await (await openSqlite(path)).close();
    const store = await openSqlite(path);
    const { rows } = await sql`pragma ${sql.raw(name)}`.execute(store.db);
    expect(rows).toEqual([row]);
    await store.close();
  });

  it("reads, and refuses to write, where it is asked for reading only", async () => {
    const path = temporaryPath();
    const store = await openSqlite(path);
    await migrateTo(store, "latest");
    await store.db.insertInto("users").values(userRow("ada")).execute();
    await store.close();
    const reader = await openSqlite(path, { readonly: true });
    expect((await migrationStatus(reader)).pending).toEqual([]);
    const read = reader.transaction((db) => db.selectFrom("users").select("id").execute());
    expect(await read).toEqual([{ id: "ada" }]);
    const write = reader.db.insertInto("users").values(userRow("bob")).execute();
    await expect(write).rejects.toMatchObject({ code: "read_only", path });
    await reader.close();
  });

  it("makes nothing where it is asked for reading only", async () => {
    const path = temporaryPath();
    await expect(openSqlite(path, { readonly: true })).rejects.toMatchObject({ code: "no_database" });
    expect(existsSync(path)).toBe(false);
  });
});

describe("a database that cannot be used says so, names the path and tells what to do", () => {
  it("read_only: the folder may not be written", async () => {
    const path = temporaryPath();
    chmodSync(dirname(path), 0o555);
    const { code, message } = await openAsNobody(path);
    expect(code).toBe("read_only");
    expect(message).toBe(
      `The database ${path} cannot be written: permission denied (EACCES). Give the user this process runs as write permission on the file and its folder, or choose another path.`,
    );
  });

  it("read_only: the file may not be written", async () => {
    const path = temporaryPath();
    await (await openSqlite(path)).close();
    chmodSync(path, 0o444);
    chmodSync(dirname(path), 0o777);
    expect(await openAsNobody(path)).toMatchObject({ code: "read_only", path });
  });

  it("read_only: the file may be written, but its folder may not", async () => {
    const path = temporaryPath();
    await (await openSqlite(path)).close();
    chmodSync(path, 0o666);
    chmodSync(dirname(path), 0o555);
    expect(await openAsNobody(path)).toMatchObject({ code: "read_only", path });
  });

  it("cannot_open: the folder is a file, or the file is a folder", async () => {
    const path = temporaryPath();
    writeFileSync(path, "");
    const below = join(path, "wafer.db");
    await expect(openSqlite(below)).rejects.toMatchObject({
      code: "cannot_open",
      message: expect.stringContaining(`The database ${below} cannot be opened: `),
    });
    rmSync(path);
    mkdirSync(path);
    await expect(openSqlite(path)).rejects.toMatchObject({ code: "cannot_open", path });
  });

  it("corrupt: the file is not a SQLite database, and it stays as it was", async () => {
    const path = temporaryPath();
    const text = "# my notes\n".repeat(500);
    writeFileSync(path, text);
    await expect(openSqlite(path)).rejects.toMatchObject({
      code: "corrupt",
      message: expect.stringMatching(
        /is damaged or is not a SQLite file: file is not a database \(SQLITE_NOTADB\)/,
      ),
    });
    expect(statSync(path).size).toBe(text.length);
  });

  it("disk_full: nothing of the transaction is kept, and the store works on once there is space", async () => {
    const path = temporaryPath();
    const store = await openSqlite(path);
    onTestFinished(() => store.close());
    await migrateTo(store, "latest");
    const limit = (pages: number) => sql`pragma max_page_count = ${sql.raw(String(pages))}`.execute(store.db);
    await limit(1);
    const fill = store.transaction(async (db) => {
      for (let count = 0; count < 200; count++) {
        await db
          .insertInto("users")
          .values(userRow(`user${count}`, { first_name: "x".repeat(1000) }))
          .execute();
      }
    });
    await expect(fill).rejects.toMatchObject({ code: "disk_full", message: expect.stringContaining(path) });
    expect(await store.db.selectFrom("users").select("id").execute()).toEqual([]);
    await limit(1_000_000);
    await store.db.insertInto("users").values(userRow("ada")).execute();
    expect(await store.db.selectFrom("users").select("id").execute()).toEqual([{ id: "ada" }]);
  });
});

describe("toStoreError", () => {
  const coded = (code: string) => Object.assign(new Error("why"), { code });

  it.each([
    ["SQLITE_READONLY_DIRECTORY", "read_only"],
    ["EROFS", "read_only"],
    ["SQLITE_FULL", "disk_full"],
    ["ENOSPC", "disk_full"],
    ["SQLITE_CANTOPEN_ISDIR", "cannot_open"],
    ["SQLITE_CORRUPT_INDEX", "corrupt"],
    ["SQLITE_NOTADB", "corrupt"],
    ["SQLITE_BUSY_SNAPSHOT", "busy"],
  ])("makes %s a %s error with its cause", (code, expected) => {
    const cause = coded(code);
    expect(toStoreError(cause, "a.db")).toMatchObject({ code: expected, path: "a.db", cause });
  });

  it("leaves errors that are not the database's failure alone", () => {
    const others = [
      coded("SQLITE_CONSTRAINT_UNIQUE"),
      coded("SQLITE_ERROR"),
      new Error("EROFS"),
      "EROFS",
      null,
    ];
    expect(others.map((error) => toStoreError(error, "a.db"))).toEqual(others.map(() => null));
  });

  it("keeps a StoreError, and a path with $ signs, as they are", () => {
    const error = new StoreError("busy", "$&.db", "$1");
    expect(toStoreError(error, "other.db")).toBe(error);
    expect(error.message).toContain("The database $&.db stayed locked by another process: $1.");
  });
});
