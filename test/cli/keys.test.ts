import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { freePort, migratedPlace, newPlace, type Place, PRODUCTION, serve, wafer } from "./wafer.ts";

const EDDSA = { WAFER_ALGORITHM: "EdDSA" };
const PRIVATE = /private|"d"|BEGIN/i;

async function json(place: Place, ...args: string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await wafer(place, ["keys", ...args, "--json"]);
  expect(stdout + stderr).not.toMatch(PRIVATE);
  return JSON.parse(stdout.split("\n", 1)[0] ?? "") as Record<string, unknown>;
}

async function statuses(place: Place): Promise<unknown[]> {
  const { stdout } = await wafer(place, ["keys", "list", "--json"]);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).status);
}

/** Moves the making of every key into the past, in place of waiting. */
function age({ cwd }: Place, milliseconds: number): void {
  const database = new BetterSqlite(join(cwd, ".wafer", "wafer.db"));
  database.prepare("update keys set created_at = created_at - ?").run(milliseconds);
  database.close();
}

describe("keys", () => {
  it("are made, listed, rotated once known, and retired, with nothing private on the screen", async () => {
    const place = await migratedPlace(EDDSA);
    const none = await wafer(place, ["keys", "list"]);
    expect(none).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("wafer keys generate"),
    });
    const first = await json(place, "generate");
    expect(first).toMatchObject({ algorithm: "EdDSA", status: "active", retiredAt: null });
    const waiting = await wafer(place, ["keys", "rotate"]);
    expect(waiting.stderr).toMatch(/^Not rotated yet\. Key \w+ is new: .*again in 10 s, or give --wait\.\n$/);
    expect(await json(place, "rotate")).toMatchObject({ isRotated: false });
    expect(await statuses(place)).toEqual(["active", "next"]);

    age(place, 10_000);
    const rotated = await json(place, "rotate");
    expect(rotated).toMatchObject({ isRotated: true, former: { kid: first["kid"], status: "retired" } });
    const kid = String(first["kid"]);
    expect((await wafer(place, ["keys", "retire", kid])).stderr).toContain("--now ends it at once");
    expect(await json(place, "retire", kid, "--now")).toMatchObject({ status: "ended" });
    const { stdout } = await wafer(place, ["keys", "list"]);
    const events = (await wafer(place, ["events", "export"])).stdout.trim().split("\n");
    const told = events.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told.map(({ type, detail, address, position }) => [type, detail, address, position])).toEqual([
      ["key_created", kid, "terminal", 1],
      ["key_created", expect.any(String), "terminal", 2],
      ["key_rotated", told[1]?.["detail"], "terminal", 3],
      ["key_retired", kid, "terminal", 4],
    ]);
    expect(stdout).toMatch(/^kid +algorithm +status.*\n\w{16} +EdDSA +ended .*\n\w{16} +EdDSA +active .*\n$/);
    expect(stdout).not.toMatch(PRIVATE);
  });

  it("wait by themselves with --wait", async () => {
    const place = newPlace(EDDSA);
    await wafer(place, ["keys", "generate"]);
    await wafer(place, ["keys", "generate"]);
    age(place, 9_000);
    const { code, stderr } = await wafer(place, ["keys", "rotate", "--wait"]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^(Waiting . s .*\n)?Key \w+ \(EdDSA\) is active.*\nKey \w+ is retired: .*\n$/);
  });

  it("stay when the active one is to be retired, or one that is not there, and say why", async () => {
    const place = newPlace(EDDSA);
    const { kid } = await json(place, "generate");
    const active = await wafer(place, ["keys", "retire", String(kid), "--now"]);
    expect(active).toMatchObject({ code: 1, stderr: expect.stringContaining("wafer keys rotate") });
    const unknown = await wafer(place, ["keys", "retire", "none"]);
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining("wafer keys list") });
    expect(await statuses(place)).toEqual(["active"]);
  });

  it("need an algorithm that has keys", async () => {
    const place = newPlace();
    for (const command of ["generate", "rotate"]) {
      const { code, stderr } = await wafer(place, ["keys", command]);
      expect({ code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("--algorithm EdDSA"),
      });
    }
    expect(await json(place, "generate", "--algorithm", "ES256")).toMatchObject({ algorithm: "ES256" });
    expect((await wafer(place, ["keys", "generate", "--algorithm", "HS256"])).code).toBe(2);
  });
});

describe("serve under an asymmetric algorithm", () => {
  it("makes the first key in development", async () => {
    const place = newPlace(EDDSA);
    const { url } = await serve(place, await freePort());
    const served = await (await fetch(`${url}/.well-known/jwks.json`)).json();
    const [listed] = (await wafer(place, ["keys", "list", "--json"])).stdout.split("\n");
    expect(served).toMatchObject({ keys: [{ kid: JSON.parse(listed ?? "").kid, alg: "EdDSA" }] });
  });

  it("refuses to start in production without a key, and names the command that makes one", async () => {
    const place = newPlace({ ...PRODUCTION, ...EDDSA });
    await wafer(place, ["migrate"]);
    const { code, stderr } = await wafer(place, ["serve"]);
    expect(code).toBe(3);
    expect(stderr).toContain("`wafer keys generate --algorithm EdDSA`");
  });
});
