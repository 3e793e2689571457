import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSqlite } from "../../src/store/sqlite.ts";
import type { Db } from "../../src/store/store.ts";
import { readLastFlush } from "../../src/upkeep/last-flush.ts";
import {
  freePort,
  newPlace,
  PASSWORD,
  type Place,
  serve,
  signIn,
  statusOfMe,
  until,
  wafer,
  waferOnTerminal,
} from "./wafer.ts";

const add = (place: Place, name: string) =>
  wafer(place, ["user", "add", name, "--email", `${name}@wafer.test`, "--password-stdin"], {
    input: PASSWORD,
  });

async function onDatabase<Result>(place: Place, work: (db: Db) => Promise<Result>): Promise<Result> {
  const store = await openSqlite(join(place.cwd, ".wafer", "wafer.db"));
  try {
    return await work(store.db);
  } finally {
    await store.close();
  }
}

const eventsOf = (place: Place) =>
  onDatabase(place, async (db) => {
    const rows = await db.selectFrom("events").selectAll().where("type", "=", "session_ended").execute();
    return rows.map(({ outcome, ip }) => `${outcome} ${ip}`);
  });

/** A running server with ada and bob, and the cookies of two sessions of ada's and one of bob's. */
async function signedIn(): Promise<{ place: Place; url: string; cookies: string[] }> {
  const place = newPlace();
  for (const name of ["ada", "bob"]) await add(place, name);
  const { url } = await serve(place, await freePort());
  const cookies = [];
  for (const name of ["ada", "ada", "bob"]) cookies.push((await signIn(url, name, PASSWORD)) ?? "");
  return { place, url, cookies };
}

interface Listed {
  readonly id: string;
  readonly username: string;
  readonly device: string;
}

async function listed(place: Place, ...args: string[]): Promise<Listed[]> {
  const { stdout } = await wafer(place, ["session", "list", "--json", ...args]);
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Listed);
}

const statuses = (url: string, cookies: readonly string[]) =>
  Promise.all(cookies.map((cookie) => statusOfMe(url, cookie)));

describe("session list and revoke", () => {
  it("list live sessions, the newest first, and end one, a user's or all on a running server", async () => {
    const { place, url, cookies } = await signedIn();
    expect((await listed(place)).map(({ username }) => username)).toEqual(["bob", "ada", "ada"]);
    const first = await wafer(place, ["session", "list", "--user", "ada", "--limit", "1"]);
    expect(first.stdout).toMatch(/^id +username +device +ip .*\n\S+ +ada +Unknown device +\S+ .*\n$/);
    const after = /^There are more: wafer (session list --user ada --after \S+)\n$/.exec(first.stderr)?.[1];
    const [oldest] = await listed(place, ...String(after).split(" ").slice(2));
    expect(oldest?.username).toBe("ada");

    const one = await wafer(place, ["session", "revoke", String(oldest?.id), "--json"]);
    expect([one.code, one.stderr, one.stdout]).toEqual([0, "Sessions ended: 1.\n", '{"endedSessions":1}\n']);
    await until(async () => (await statuses(url, cookies)).join() === "401,200,200");
    const again = await wafer(place, ["session", "revoke", String(oldest?.id)]);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("no live session has that id")]);

    expect((await wafer(place, ["session", "revoke", "--user", "ada"])).stderr).toBe("Sessions ended: 1.\n");
    await until(async () => (await statuses(url, cookies)).join() === "401,401,200");

    const unsure = await wafer(place, ["session", "revoke", "--all"]);
    expect([unsure.code, unsure.stderr]).toEqual([2, expect.stringContaining("Give --yes")]);
    expect(await statuses(url, cookies)).toEqual([401, 401, 200]);
    expect((await wafer(place, ["session", "revoke", "--all", "--yes"])).code).toBe(0);
    await until(async () => (await statuses(url, cookies)).join() === "401,401,401");
    expect(await listed(place)).toEqual([]);
    expect(await eventsOf(place)).toEqual(Array(3).fill("revoked terminal"));
  });

  it("asks on a terminal before it ends all, and takes no for an answer", async () => {
    const place = newPlace();
    await add(place, "ada");
    const screen = waferOnTerminal(place, "session revoke --all");
    await screen.see("Go on? [y/N]: ");
    screen.type("\r");
    expect(await screen.ended).toBe(1);
    expect(screen.shown()).toContain("Nothing was changed.");
  });

  it("refuses to guess what to end", async () => {
    const place = newPlace();
    for (const args of [[], ["id", "--all"], ["--user", "ada", "--all"]]) {
      const { code, stderr } = await wafer(place, ["session", "revoke", ...args]);
      expect([code, stderr]).toEqual([2, expect.stringContaining("Name what to end")]);
    }
  });
});

describe("flush", () => {
  const DAY = 86_400_000;

  it("deletes what is old, and with --dry-run only tells how much that is", async () => {
    const place = newPlace();
    await add(place, "ada");
    const age = (days: number) =>
      onDatabase(place, (db) =>
        db
          .updateTable("events")
          .set({ at: Date.now() - days * DAY })
          .execute(),
      );
    await age(50);
    expect((await wafer(place, ["flush"])).stderr).toBe("Deleted: 0 ended sessions, 0 events.\n");
    const dry = await wafer(place, ["flush", "--dry-run", "--events-older-than", "40d", "--json"]);
    expect(dry.stdout).toBe('{"sessions":0,"events":1,"isDryRun":true}\n');
    expect(await onDatabase(place, readLastFlush)).toMatchObject({ events: 0 });
    const real = await wafer(place, ["flush", "--events-older-than", "40d"]);
    expect(await onDatabase(place, readLastFlush)).toMatchObject({ sessions: 0, events: 1 });
    expect(real.stderr).toBe("Deleted: 0 ended sessions, 1 events.\n");
    expect((await wafer(place, ["flush", "--dry-run", "--events-older-than", "40d"])).stderr).toContain(
      "Would be deleted: 0 ended sessions, 0 events.",
    );
  });

  it("shows its progress on a terminal, in one line that goes away", async () => {
    const place = newPlace();
    await add(place, "ada");
    await onDatabase(place, (db) => db.updateTable("events").set({ at: 1 }).execute());
    const screen = waferOnTerminal(place, "flush");
    expect(await screen.ended).toBe(0);
    const line = "0 ended sessions, 1 events";
    const clear = "\r\u001b[2K";
    expect(screen.shown()).toBe(`${clear}Deleted: ${line}${clear}Deleted: ${line}.\r\n`);
  });

  it.each(["90", "1h", "soon"])("takes no age below a day: %s", async (text) => {
    const { code, stderr } = await wafer(newPlace(), ["flush", "--events-older-than", text]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('such as "90d"')]);
  });
});
