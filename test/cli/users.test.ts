import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSqlite } from "../../src/store/sqlite.ts";
import {
  freePort,
  migratedPlace,
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

const add = (place: Place, name: string, flags: readonly string[] = []) =>
  wafer(place, ["user", "add", name, "--email", `${name}@wafer.test`, "--password-stdin", ...flags], {
    input: PASSWORD,
  });

async function eventsOf(place: Place): Promise<string[]> {
  const store = await openSqlite(join(place.cwd, ".wafer", "wafer.db"), { readonly: true });
  const rows = await store.db.selectFrom("events").select(["type", "outcome", "ip"]).orderBy("id").execute();
  await store.close();
  return rows.filter(({ ip }) => ip === "terminal").map(({ type, outcome }) => `${type} ${outcome}`);
}

describe("user list and show", () => {
  it("lists by name, a page at a time, and tells how to go on", async () => {
    const place = newPlace();
    for (const name of ["cleo", "ada", "bob"]) await add(place, name);
    const first = await wafer(place, ["user", "list", "--limit", "2"]);
    expect(first.stdout).toMatch(/^username +email.*\nada +ada@wafer\.test.*\nbob .*\n$/);
    expect(first.stderr).toBe("There are more: wafer user list --after bob\n");
    const second = await wafer(place, ["user", "list", "--limit", "2", "--after", "bob", "--json"]);
    expect(second.stderr).toBe("");
    expect(JSON.parse(second.stdout)).toMatchObject({ username: "cleo" });
  });

  it("says how to create the first user where there are none, but not with --quiet", async () => {
    const place = await migratedPlace();
    const empty = { code: 0, stdout: "", stderr: "No users yet. Create one: wafer createsuperuser\n" };
    expect(await wafer(place, ["user", "list"])).toEqual(empty);
    expect(await wafer(place, ["user", "list", "--quiet"])).toEqual({ ...empty, stderr: "" });
  });

  it.each(["user list", "user show ada", "session list", "flush", "events verify", "check"])(
    "leaves nothing in a folder without a database: wafer %s",
    async (command) => {
      const place = newPlace();
      const { code, stdout, stderr } = await wafer(place, command.split(" "));
      expect(code).toBe(command === "check" ? 0 : 4);
      expect(stdout + stderr).toContain("There is no database");
      expect(readdirSync(place.cwd)).toEqual([]);
    },
  );

  it("shows a user by name, address or id, and never the hash", async () => {
    const place = newPlace();
    await add(place, "ada");
    const shown = await wafer(place, ["user", "show", "ada"]);
    expect(shown.stdout).toMatch(/^username +ada$/m);
    expect(shown.stdout).not.toMatch(/argon2|\$v=/);
    const byAddress = JSON.parse((await wafer(place, ["user", "show", "ADA@wafer.test", "--json"])).stdout);
    expect(byAddress).toMatchObject({ username: "ada", liveSessions: 0 });
    expect((await wafer(place, ["user", "show", String(byAddress.id)])).stdout).toBe(shown.stdout);
  });
});

describe("beside a running server", () => {
  it("user deactivate ends sessions within 500 ms of its end, keeps the user out, and activate lets them in", async () => {
    const place = newPlace();
    const { url } = await serve(place, await freePort());
    await add(place, "ada");
    const cookie = String(await signIn(url, "ada", PASSWORD));
    expect(await statusOfMe(url, cookie)).toBe(200);
    const done = await wafer(place, ["user", "deactivate", "ada", "--json"]);
    const endedAt = Date.now();
    expect(JSON.parse(done.stdout)).toEqual({
      username: "ada",
      isActive: false,
      isChanged: true,
      endedSessions: 1,
    });
    await until(async () => (await statusOfMe(url, cookie)) === 401);
    expect(Date.now() - endedAt).toBeLessThan(500);
    expect(await signIn(url, "ada", PASSWORD)).toBeNull();
    await wafer(place, ["user", "activate", "ada"]);
    expect(await signIn(url, "ada", PASSWORD)).not.toBeNull();
    expect(await statusOfMe(url, cookie)).toBe(401);
    expect(await eventsOf(place)).toEqual([
      "user_created ok",
      "user_deactivated ok",
      "session_ended user_deactivated",
      "user_activated ok",
    ]);
  });

  it("changepassword ends every session, and only the new password opens another", async () => {
    const place = newPlace();
    const { url } = await serve(place, await freePort());
    await add(place, "ada");
    const cookie = String(await signIn(url, "ada", PASSWORD));
    const input = "eight brown barrels\n";
    const changed = await wafer(place, ["changepassword", "ada", "--password-stdin"], { input });
    expect(changed.stderr).toBe("Password changed successfully for user 'ada'. Sessions ended: 1.\n");
    await until(async () => (await statusOfMe(url, cookie)) === 401);
    expect(await signIn(url, "ada", PASSWORD)).toBeNull();
    expect(await signIn(url, "ada", "eight brown barrels")).not.toBeNull();
    expect(await eventsOf(place)).toEqual([
      "user_created ok",
      "password_changed ok",
      "session_ended password_changed",
    ]);
  });
});

describe("user role and delete", () => {
  it("role makes running sessions refresh within 500 ms, and says what is so now", async () => {
    const place = newPlace();
    const { url } = await serve(place, await freePort());
    await add(place, "ada");
    const cookie = String(await signIn(url, "ada", PASSWORD));
    const done = await wafer(place, ["user", "role", "ada", "--staff", "--json"]);
    const endedAt = Date.now();
    expect(JSON.parse(done.stdout)).toEqual({
      username: "ada",
      isStaff: true,
      isSuperuser: false,
      isChanged: true,
    });
    await until(async () => (await statusOfMe(url, cookie)) === 401);
    expect(Date.now() - endedAt).toBeLessThan(500);
    const again = await wafer(place, ["user", "role", "ada", "--staff", "--no-superuser"]);
    expect(again.stderr).toBe("ada is staff and no superuser, as before.\n");
    expect(await eventsOf(place)).toEqual(["user_created ok", "roles_changed ok"]);
    expect((await wafer(place, ["user", "role", "ada"])).code).toBe(2);
    expect((await wafer(place, ["user", "role", "nobody", "--staff"])).code).toBe(1);
  });

  it("delete asks first, then ends sessions within 500 ms and leaves nobody to sign in", async () => {
    const place = newPlace();
    const { url } = await serve(place, await freePort());
    for (const name of ["ada", "bob"]) await add(place, name);
    const cookie = String(await signIn(url, "ada", PASSWORD));
    const unasked = await wafer(place, ["user", "delete", "ada"]);
    expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining("Give --yes")]);
    expect(await statusOfMe(url, cookie)).toBe(200);
    const done = await wafer(place, ["user", "delete", "nobody", "ada", "--yes"]);
    const endedAt = Date.now();
    expect([done.code, done.stderr]).toEqual([
      5,
      expect.stringContaining("ada is deleted. Sessions ended: 1."),
    ]);
    await until(async () => (await statusOfMe(url, cookie)) === 401);
    expect(Date.now() - endedAt).toBeLessThan(500);
    expect(await signIn(url, "ada", PASSWORD)).toBeNull();
    expect(await signIn(url, "bob", PASSWORD)).not.toBeNull();
    expect((await wafer(place, ["user", "show", "ada"])).code).toBe(1);
    expect(await eventsOf(place)).toEqual([
      "user_created ok",
      "user_created ok",
      "user_deleted ok",
      "session_ended user_deleted",
    ]);
  });
});

describe("the last active superuser", () => {
  const ROLES = ["--staff", "--superuser"];
  const LEFT = "This leaves no active superuser";

  it("is deactivated, deleted or loses a role only with --yes, which is warned all the same", async () => {
    const place = newPlace();
    await add(place, "ada", ROLES);
    await add(place, "bob");
    for (const args of [
      ["deactivate", "bob", "ADA@wafer.test"],
      ["role", "ada", "--no-superuser"],
      ["role", "ada", "--no-staff"],
    ]) {
      const { code, stderr } = await wafer(place, ["user", ...args]);
      expect([args, code, stderr]).toEqual([args, 2, expect.stringMatching(`${LEFT}.*Give --yes`)]);
    }
    const screen = waferOnTerminal(place, "user delete ada");
    for (const [question, answer] of [
      ["This deletes ada for good.", "y\r"],
      [LEFT, "\r"],
    ] as const) {
      await screen.see(question);
      await screen.see("Go on? [y/N]: ");
      screen.type(answer);
    }
    await screen.see("Nothing was changed.");
    expect(await screen.ended).toBe(1);
    expect(await eventsOf(place)).toEqual(["user_created ok", "user_created ok"]);
    const done = await wafer(place, ["user", "deactivate", "ada", "--yes", "--quiet"]);
    expect([done.code, done.stderr]).toEqual([0, expect.stringContaining(`Warning: ${LEFT}`)]);
  });

  it("is not asked about while there is another, nor once there is none", async () => {
    const place = newPlace();
    for (const name of ["ada", "bob"]) await add(place, name, ROLES);
    const first = await wafer(place, ["user", "deactivate", "ada"]);
    expect([first.code, first.stderr]).toEqual([0, "ada is inactive now. Sessions ended: 0.\n"]);
    await wafer(place, ["user", "deactivate", "bob", "--yes"]);
    const last = await wafer(place, ["user", "role", "bob", "--no-superuser"]);
    expect([last.code, last.stderr]).toEqual([0, "bob is staff and no superuser now.\n"]);
  });
});

describe("user force-password-change", () => {
  it("demands a new password of each user that is there, once", async () => {
    const place = newPlace();
    await add(place, "ada");
    const some = await wafer(place, ["user", "force-password-change", "nobody", "ada", "--json"]);
    expect([some.code, some.stderr]).toEqual([
      5,
      expect.stringContaining("ada must choose a new password at the next sign-in."),
    ]);
    expect(some.stdout).toContain('{"username":"ada","mustChangePassword":true,"isChanged":true}');
    const again = await wafer(place, ["user", "force-password-change", "ada"]);
    expect([again.code, again.stderr]).toEqual([0, "ada had to choose a new password already.\n"]);
    expect((await wafer(place, ["user", "show", "ada"])).stdout).toMatch(/mustChangePassword +yes/);
  });
});

describe("user activate and deactivate", () => {
  it("ends with 5 where some are not there, 1 where none is, 0 where it was so already", async () => {
    const place = newPlace();
    await add(place, "ada");
    const some = await wafer(place, ["user", "deactivate", "nobody", "ada"]);
    expect(some.code).toBe(5);
    expect(some.stderr).toContain("user 'nobody' does not exist");
    expect(some.stderr).toContain("ada is inactive now.");
    expect((await wafer(place, ["user", "deactivate", "nobody"])).code).toBe(1);
    const again = await wafer(place, ["user", "deactivate", "ada"]);
    expect(again).toEqual({ code: 0, stdout: "", stderr: "ada was inactive already.\n" });
  });
});

describe("changepassword", () => {
  it("asks three times on a terminal, with no way around the policy, and then changes nothing", async () => {
    const place = newPlace();
    await add(place, "carol");
    const database = () => readFileSync(join(place.cwd, ".wafer", "wafer.db"));
    const before = database();
    const screen = waferOnTerminal(place, "changepassword carol");
    await screen.see("Changing password for user 'carol'");
    for (const [first, second, error] of [
      [PASSWORD, "other", "Error: the passwords do not match."],
      ["short", "short", "Error: it has 5 characters"],
      ["carol", "carol", "Error: "],
    ] as const) {
      await screen.see("Password: ");
      screen.type(`${first}\r`);
      await screen.see("Password (again): ");
      screen.type(`${second}\r`);
      await screen.see(error);
    }
    await screen.see("Aborting password change for user 'carol' after 3 attempts");
    expect(await screen.ended).toBe(1);
    expect(database().equals(before)).toBe(true);
  });

  it("refuses an unknown user and a weak password with 1, and a missing terminal with 2", async () => {
    const place = newPlace();
    await add(place, "ada");
    const change = (name: string, input: string) =>
      wafer(place, ["changepassword", name, "--password-stdin"], { input });
    expect(await change("nobody", PASSWORD)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("'nobody'"),
    });
    expect(await change("ada", "password1")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("common"),
    });
    expect((await wafer(place, ["changepassword", "ada"])).code).toBe(2);
  });
});
