import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import BetterSqlite from "better-sqlite3";
import { sql } from "kysely";
import { expect, it } from "vitest";
import { migrateTo } from "../../src/store/migrate.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import { newPlace, type Outcome, type Place, wafer } from "./wafer.ts";

const SCRIPT = new URL("../../scripts/seed.ts", import.meta.url).pathname;

async function seed(place: Place, ...args: string[]): Promise<Outcome> {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [SCRIPT, ...args], { cwd: place.cwd, env: { PATH, ...place.env } });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await once(child, "close");
  const [stdout, stderr] = await output;
  return { code, stdout, stderr };
}

const databaseOf = (place: Place) => join(place.cwd, ".wafer", "wafer.db");

function read(place: Place, query: string): unknown[] {
  const database = new BetterSqlite(databaseOf(place));
  const rows = database.prepare(query).pluck().all();
  database.close();
  return rows;
}

const INDEXES = "select name from sqlite_master where type = 'index' and sql is not null order by name";

it("fills a new database as migrations make it, and leaves one that is there alone", async () => {
  const place = newPlace();
  const sizes = { users: 60, sessions: 120, events: 240 };
  const args = Object.entries(sizes).flatMap(([name, count]) => [`--${name}`, String(count)]);
  const first = await seed(place, ...args, "--json");
  expect(first).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^\.wafer\/wafer\.db is ready after /),
  });
  expect(JSON.parse(first.stdout)).toEqual({
    path: ".wafer/wafer.db",
    ...sizes,
    seconds: expect.any(Number),
  });
  for (const [table, count] of Object.entries(sizes))
    expect(read(place, `select count(*) from ${table}`)).toEqual([count]);
  const migrated = await openSqlite(":memory:");
  await migrateTo(migrated, "latest");
  const { rows } = await sql<{ name: string }>`${sql.raw(INDEXES)}`.execute(migrated.db);
  await migrated.close();
  expect(read(place, INDEXES)).toEqual(rows.map(({ name }) => name));
  expect((await wafer(place, ["user", "show", "admin", "--json"])).stdout).toContain('"isSuperuser":true');

  const again = await seed(place, "--users", "5");
  expect([again.code, again.stdout, again.stderr]).toEqual([
    1,
    "",
    "Error: .wafer/wafer.db is there already. Name another folder: WAFER_DATA_DIR=.wafer-many npm run seed\n",
  ]);
  expect(read(place, "select count(*) from users")).toEqual([60]);
});

it("begins anew where a run was cut off, and tells wrong usage from failure", async () => {
  const place = newPlace();
  for (const args of [
    ["--users", "0"],
    ["--events", "many"],
    ["--people", "5"],
  ]) {
    const { code, stderr } = await seed(place, ...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^Error: .*\nUsage: npm run seed /s)]);
  }
  expect(existsSync(databaseOf(place))).toBe(false);
  mkdirSync(join(place.cwd, ".wafer"));
  const unfinished = `${databaseOf(place)}.unfinished`;
  writeFileSync(unfinished, "half a database");
  expect((await seed(place, "--users", "5", "--sessions", "0", "--events", "0")).code).toBe(0);
  expect([read(place, "select count(*) from users"), existsSync(unfinished)]).toEqual([[5], false]);
});
