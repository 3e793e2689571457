import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { migrations } from "../../src/store/migrations/index.ts";
import { newPlace, type Place, PRODUCTION, wafer } from "./wafer.ts";

const NAMES = migrations.map(({ name }) => name);
const LAST = NAMES.at(-1) ?? "";

/** Pretends that a later version has worked on the database. */
function makeNewer({ cwd }: Place): void {
  mkdirSync(join(cwd, ".wafer"), { recursive: true });
  const database = new BetterSqlite(join(cwd, ".wafer", "wafer.db"));
  database.exec("create table if not exists wafer_migrations (name text primary key, applied_at bigint)");
  database.exec("insert into wafer_migrations values ('9999-from-the-future', 0)");
  database.close();
}

describe("migrate", () => {
  it("plans, checks and applies, and then finds nothing to do", async () => {
    const place = newPlace();
    const plan = NAMES.map((name) => `apply ${name}\n`).join("");
    expect(await wafer(place, ["migrate", "--plan"])).toEqual({ code: 0, stdout: plan, stderr: "" });
    expect(await wafer(place, ["migrate", "--check"])).toMatchObject({ code: 4, stdout: plan });
    expect(readdirSync(place.cwd)).toEqual([]);
    expect(await wafer(place, ["migrate"])).toEqual({
      code: 0,
      stdout: "",
      stderr: NAMES.map((name) => `  Applying ${name}… OK\n`).join(""),
    });
    const nothing = { code: 0, stdout: "", stderr: "No migrations to apply.\n" };
    for (const args of [["migrate"], ["migrate", "--check"], ["migrate", "--plan"]]) {
      expect(await wafer(place, args)).toEqual(nothing);
    }
  });

  it("undoes only with consent, and gives its steps with --json", async () => {
    const place = newPlace();
    await wafer(place, ["migrate"]);
    const refused = await wafer(place, ["migrate", "--to", "zero"]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("Give --yes") });
    const { stdout } = await wafer(place, ["migrate", "--to", "zero", "--yes", "--json"]);
    const undone = NAMES.toReversed().map((name) => ({ name, direction: "down" }));
    expect(JSON.parse(stdout)).toEqual({ steps: undone });
    expect((await wafer(place, ["migrate", "--check"])).code).toBe(4);
    expect((await wafer(place, ["user", "list"])).code).toBe(4);
  });

  it("ends with 2 at a target that is not there, and suggests the nearest", async () => {
    const misspelt = `${LAST}z`;
    const { code, stderr } = await wafer(newPlace(), ["migrate", "--to", misspelt]);
    expect(code).toBe(2);
    expect(stderr).toContain(`Did you mean "${LAST}"?`);
  });
});

describe("a database that does not fit ends with 4", () => {
  it("not migrated, in production: serve does not make the tables by itself", async () => {
    const place = newPlace(PRODUCTION);
    const missing = await wafer(place, ["serve"]);
    expect([missing.code, readdirSync(place.cwd)]).toEqual([4, []]);
    expect(missing.stderr).toMatch(/^Error: There is no database /);
    await wafer(place, ["migrate", "--to", NAMES[0] ?? ""]);
    const { code, stderr } = await wafer(place, ["serve"]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/^Error: The database .* is not up to date: .* Run `wafer migrate`\.\n$/);
  });

  it.each([["serve"], ["migrate"], ["migrate --check"], ["user list"]])(
    "made by a newer version: wafer %s",
    async (command) => {
      const place = newPlace();
      makeNewer(place);
      const { code, stderr } = await wafer(place, command.split(" "));
      expect(code).toBe(4);
      expect(stderr).toMatch(
        /^Error: .* newer version of wafer-auth: it has had 9999-from-the-future\..*\n$/,
      );
    },
  );
});
