import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newPlace, PASSWORD, type Place, PRODUCTION, wafer, waferOnTerminal } from "./wafer.ts";

async function usersOf(place: Place): Promise<Record<string, unknown>[]> {
  const { stdout } = await wafer(place, ["user", "list", "--json"]);
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

const createAda = ["createsuperuser", "--no-input", "--username", "ada", "--email", "ada@wafer.test"];

describe("createsuperuser without questions", () => {
  it("L-12: a fresh install has no accounts", async () => {
    const place = newPlace();
    await wafer(place, ["migrate"]);
    expect(await usersOf(place)).toEqual([]);
  });

  it.each([
    ["from the environment", { WAFER_SUPERUSER_PASSWORD: PASSWORD }, [], ""],
    ["from stdin", {}, ["--password-stdin"], `${PASSWORD}\n`],
  ])("takes the password %s, and writes it nowhere", async (_name, env, flags, input) => {
    const place = newPlace(env);
    const made = await wafer(place, [...createAda, ...flags], { input });
    expect(made).toEqual({ code: 0, stdout: "", stderr: "Superuser created successfully.\n" });
    const [user] = await usersOf(place);
    expect(user).toMatchObject({
      username: "ada",
      email: "ada@wafer.test",
      isSuperuser: true,
      isStaff: true,
    });
    expect(JSON.stringify(user)).not.toMatch(/argon2|hash/i);
    expect(readFileSync(join(place.cwd, ".wafer", "wafer.db")).includes(PASSWORD)).toBe(false);
  });

  it("L-12: applies the policy, with no way around it", async () => {
    const place = newPlace();
    for (const [input, reason] of [
      ["short", "it has 5 characters"],
      ["password123", "common"],
      ["ada@wafer.test", "the e-mail address"],
      ["", "at least 8"],
    ] as const) {
      const { code, stderr } = await wafer(place, [...createAda, "--password-stdin", "--yes"], { input });
      expect(code).toBe(1);
      expect(stderr).toMatch(/^Error: The new password cannot be used: /);
      expect(stderr).toContain(reason);
    }
    expect(await usersOf(place)).toEqual([]);
  });

  it("refuses with 1 a name that is taken, a name and an address that cannot be", async () => {
    const place = newPlace({ WAFER_SUPERUSER_PASSWORD: PASSWORD });
    await wafer(place, createAda);
    for (const [username, email, text] of [
      ["ADA", "", "already taken"],
      ["a b", "", "letters, digits"],
      ["bob", "bob@", "not valid"],
    ] as const) {
      const flags = ["--no-input", "--username", username, "--email", email];
      const { code, stderr } = await wafer(place, ["createsuperuser", ...flags]);
      expect(code).toBe(1);
      expect(stderr).toContain(text);
    }
    expect(await usersOf(place)).toHaveLength(1);
  });

  it.each([
    [
      "without a terminal",
      ["createsuperuser"],
      "There is no terminal to ask on. Use --no-input, --username, --email (if there is an address), and give the password in the environment as WAFER_SUPERUSER_PASSWORD, or on stdin with --password-stdin.",
    ],
    [
      "user add without a terminal",
      ["user", "add", "bob"],
      "There is no terminal to ask on. Use --no-input, --email (if there is an address), and give the password on stdin with --password-stdin.",
    ],
    ["without a user name", ["createsuperuser", "--no-input"], "You must use --username"],
    ["without a password", createAda, "WAFER_SUPERUSER_PASSWORD"],
    ["user add without a password", ["user", "add", "bob", "--no-input"], "--password-stdin"],
  ])("ends with 2 %s, and tells the flags", async (_name, args, text) => {
    const { code, stderr } = await wafer(newPlace(), args);
    expect(code).toBe(2);
    expect(stderr).toContain(text);
  });

  it("ends with 4 in production before `wafer migrate`, which it names", async () => {
    const place = newPlace({ ...PRODUCTION, WAFER_SUPERUSER_PASSWORD: PASSWORD });
    const { code, stderr } = await wafer(place, createAda);
    expect(code).toBe(4);
    expect(stderr).toMatch(/^Error: There is no database .*`wafer migrate` makes one/);
    expect(readdirSync(place.cwd)).toEqual([]);
  });
});

describe("createsuperuser on a terminal", () => {
  it("asks as Django does, asks again for what cannot be, and shows no password", async () => {
    const place = newPlace();
    await wafer(place, [...createAda, "--password-stdin"], { input: PASSWORD });
    const screen = waferOnTerminal(place, "createsuperuser");
    await screen.see(`Username (leave blank to use '`);
    await screen.see(`'): `);
    screen.type("ada\r");
    await screen.see("Error: That username is already taken.");
    await screen.see("): ");
    screen.type("grace\r");
    await screen.see("Email address: ");
    screen.type("grace\r");
    await screen.see("Error: Enter a valid email address.");
    await screen.see("Email address: ");
    screen.type("grace@wafer.test\r");
    for (const [first, second, error] of [
      [PASSWORD, "other", "Error: Your passwords didn't match."],
      ["", "", "Error: Blank passwords aren't allowed."],
      ["hunter2", "hunter2", "The password cannot be used: it has 7 characters"],
    ] as const) {
      await screen.see("Password: ");
      screen.type(`${first}\r`);
      await screen.see("Password (again): ");
      screen.type(`${second}\r`);
      await screen.see(error);
    }
    await screen.see("Bypass password validation and create user anyway? [y/N]: ");
    screen.type("\r");
    await screen.see("Password: ");
    screen.type(`${PASSWORD}\r`);
    await screen.see("Password (again): ");
    screen.type(`${PASSWORD}\r`);
    await screen.see("Superuser created successfully.");
    expect(await screen.ended).toBe(0);
    expect(screen.shown()).not.toMatch(/seven|hunter2|other/);
    expect(await usersOf(place)).toMatchObject([
      { username: "ada" },
      { username: "grace", isSuperuser: true },
    ]);
  });

  it("takes the system's user for a blank name, no address, and a weak password when that is confirmed", async () => {
    const place = newPlace();
    const screen = waferOnTerminal(place, "createsuperuser");
    await screen.see("): ");
    const systemUser = /blank to use '([^']+)'/.exec(screen.shown())?.[1];
    screen.type("\r");
    await screen.see("Email address: ");
    screen.type("\r");
    await screen.see("Password: ");
    screen.type("hunter2\r");
    await screen.see("(again): ");
    screen.type("hunter2\r");
    await screen.see("[y/N]: ");
    screen.type("y\r");
    expect(await screen.ended).toBe(0);
    expect(await usersOf(place)).toMatchObject([{ username: systemUser, email: "" }]);
  });

  it.each([
    ["Ctrl-C at a name", [], "\u0003"],
    ["Ctrl-C at a password", ["--username", "ada", "--email", ""], "\u0003"],
    ["Ctrl-D", [], "\u0004"],
  ])("ends with 130 at %s, and creates nobody", async (_name, flags, key) => {
    const place = newPlace();
    const screen = waferOnTerminal(place, `createsuperuser ${flags.map((flag) => `'${flag}'`).join(" ")}`);
    await screen.see(": ");
    screen.type(key);
    await screen.see("Operation cancelled.");
    expect(await screen.ended).toBe(130);
    expect(await usersOf(place)).toEqual([]);
  });
});

describe("user add", () => {
  it("creates an ordinary user, or one of the staff with --staff, and tells of the new one with --json", async () => {
    const place = newPlace();
    const add = (...args: string[]) =>
      wafer(place, ["user", "add", ...args, "--password-stdin", "--json"], { input: PASSWORD });
    const { code, stdout, stderr } = await add("ada");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "User created successfully.\n" });
    expect(JSON.parse(stdout)).toMatchObject({
      username: "ada",
      isStaff: false,
      isSuperuser: false,
      isActive: true,
    });
    expect(JSON.parse((await add("bob", "--staff")).stdout)).toMatchObject({
      isStaff: true,
      isSuperuser: false,
    });
  });
});
