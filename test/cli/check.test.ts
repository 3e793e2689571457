import { chmodSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { newPlace, type Place, PRODUCTION, wafer } from "./wafer.ts";

async function idsOf(place: Place, ...flags: string[]): Promise<string[]> {
  const { stdout } = await wafer(place, ["check", "--json", ...flags]);
  const { findings } = JSON.parse(stdout) as { findings: { id: string }[] };
  return findings.map(({ id }) => id);
}

describe("check", () => {
  it("finds nothing in a folder as `wafer init` leaves it", async () => {
    const place = newPlace();
    await wafer(place, ["init"]);
    expect(await wafer(place, ["check"])).toEqual({
      code: 0,
      stdout: "System check identified no issues (0 silenced).\n",
      stderr: "",
    });
  });

  it("finds nothing but advice in production as it should be", async () => {
    const place = newPlace({
      ...PRODUCTION,
      WAFER_TRUSTED_PROXIES: "10.0.0.1",
      WAFER_MIN_PASSWORD_LENGTH: "15",
    });
    await wafer(place, ["migrate"]);
    expect(await idsOf(place, "--deploy")).toEqual([]);
    const relaxed = { ...place, env: { ...PRODUCTION } };
    expect(await idsOf(relaxed, "--deploy")).toEqual(["N014", "N015"]);
  });

  it("--deploy tells what development guesses, each with a hint, and fails only as --fail-level says", async () => {
    const place = newPlace();
    await wafer(place, ["migrate"]);
    const { code, stdout } = await wafer(place, ["check", "--deploy"]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      "W011: The origin http://localhost:8000 is not https.\n\tHINT: Set WAFER_ORIGIN",
    );
    expect(stdout).toContain("System check identified 4 issues (0 silenced).");
    expect(await idsOf(place, "--deploy")).toEqual(["W010", "W011", "W012", "W013", "N014", "N015"]);
    expect((await wafer(place, ["check", "--deploy", "--fail-level", "warning"])).code).toBe(1);
  });

  it("tells odd settings: a misspelt variable, cookies that are not Secure, a cookie domain", async () => {
    const env = {
      WAFER_ORIGNI: "x",
      WAFER_SUPERUSER_PASSWORD: "x",
      WAFER_ORIGIN: "http://app.wafer.test",
      WAFER_COOKIE_SECURE: "false",
      WAFER_COOKIE_DOMAIN: "wafer.test",
    };
    const place = newPlace(env);
    await wafer(place, ["migrate"]);
    expect(await idsOf(place)).toEqual(["W001", "W002", "W003"]);
  });

  it("fails on settings that cannot work, every one of them an error", async () => {
    const place = newPlace({ NODE_ENV: "production" });
    expect(await idsOf(place)).toEqual(["E001", "E001"]);
    expect((await wafer(place, ["check"])).code).toBe(1);
  });

  it("warns of files that others may read", async () => {
    const place = newPlace();
    await wafer(place, ["init"]);
    chmodSync(join(place.cwd, ".env"), 0o644);
    chmodSync(join(place.cwd, ".wafer", "wafer.db"), 0o640);
    expect(await idsOf(place)).toEqual(["W020", "W020"]);
  });

  it("fails on a database that is missing or not migrated in production, and makes none", async () => {
    const place = newPlace(PRODUCTION);
    expect(await idsOf(place)).toEqual(["E031"]);
    expect(await idsOf(place)).toEqual(["E031"]);
    expect((await wafer(place, ["check"])).code).toBe(1);
    expect(await idsOf({ ...place, env: {} })).toEqual(["N032"]);
  });

  it("fails on a clock that is behind the newest event", async () => {
    const place = newPlace();
    await wafer(place, ["migrate"]);
    const database = new BetterSqlite(join(place.cwd, ".wafer", "wafer.db"));
    const insert =
      "insert into events (at, type, outcome, ip, user_agent) values (?, 'sign_in', 'ok', '', '')";
    database.prepare(insert).run(Date.now() + 3_600_000);
    database.close();
    expect(await idsOf(place)).toEqual(["E033"]);
  });
});
