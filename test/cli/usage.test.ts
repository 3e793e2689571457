import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { migratedPlace, newPlace, PRODUCTION, wafer, waferOnTerminal } from "./wafer.ts";

const VERSION = String(JSON.parse(readFileSync("package.json", "utf8")).version);

describe("wafer", () => {
  it("shows its commands and three examples when it is called with nothing, and touches nothing", async () => {
    const place = newPlace();
    const { code, stdout } = await wafer(place, []);
    expect(code).toBe(0);
    expect(stdout.match(/^ {2}wafer .+/gm)).toHaveLength(3);
    expect(stdout).toContain("createsuperuser");
    expect(existsSync(join(place.cwd, ".wafer"))).toBe(false);
  });

  it.each([["--version"], ["version"]])("prints its version with %s", async (argument) => {
    expect(await wafer(newPlace(), [argument])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: "" });
  });

  it("prints its version as data with --json", async () => {
    const { stdout } = await wafer(newPlace(), ["version", "--json"]);
    expect(JSON.parse(stdout)).toEqual({ version: VERSION, node: process.versions.node });
  });

  it("says one sentence, and nothing else, on a Node that is too old", async () => {
    const old = "data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'22.17.1'}})";
    const outcome = await wafer(newPlace(), ["--version"], { node: ["--import", old] });
    expect(outcome).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "Error: wafer needs Node 22.18 or later, and this is Node 22.17.1. Install a newer one from https://nodejs.org.\n",
    });
  });
});

describe("wrong usage ends with 2 and a way out", () => {
  it.each([
    [["srve"], "Did you mean serve?"],
    [["user", "lst"], "Did you mean list?"],
    [["serve", "--prot", "1"], "Did you mean --port?"],
    [["serve", "--port", "70000"], "A port is a number from 0 to 65535."],
    [["user", "list", "--limit", "0"], "whole number from 1"],
    [["user", "show"], "missing required argument 'user'"],
    [["user", "show", "ada", "bob"], "too many arguments"],
    [["user"], "Usage: wafer user"],
    [["check", "--fail-level", "fatal"], "Allowed choices are error, warning."],
    [["createsuperuser", "--password", "x"], "unknown option '--password'"],
  ])("%j", async (args, text) => {
    const { code, stdout, stderr } = await wafer(newPlace(), args);
    expect(stderr).toContain(text);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe("settings that cannot work end with 3", () => {
  it("and tell every problem, each with its variable", async () => {
    const place = newPlace({ NODE_ENV: "production" });
    const { code, stderr } = await wafer(place, ["user", "list"]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^Error: The settings cannot work:\n {2}- .*WAFER_SECRET.*\n {2}- .*WAFER_ORIGIN/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each(["user lst", "user list --limit 0", "flush --events-older-than 1h"])(
    "give an object where the line cannot be read: wafer %s --json",
    async (line) => {
      const { code, stdout } = await wafer(newPlace(), [...line.split(" "), "--json"]);
      expect([code, JSON.parse(stdout)]).toEqual([
        2,
        { error: { message: expect.not.stringMatching(/^error/i), exitCode: 2 } },
      ]);
    },
  );

  it("and give the same as one object with --json", async () => {
    const place = newPlace({ ...PRODUCTION, WAFER_SECRET: "short" });
    const { code, stdout } = await wafer(place, ["user", "list", "--json"]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      error: { exitCode: 3, message: expect.stringContaining("secret must be at least 32 bytes") },
    });
  });
});

describe("output that nobody takes", () => {
  it("is no failure where a pipe closes early", async () => {
    const screen = waferOnTerminal(newPlace(), "--help 2>errors | true; cat errors");
    await screen.ended;
    expect(screen.shown()).toBe("");
  });

  it("is one where it is lost to a full disk, which takes one sentence and 1", async () => {
    const screen = waferOnTerminal(newPlace(), "version --no-color > /dev/full");
    expect(await screen.ended).toBe(1);
    expect(screen.shown()).toMatch(/^Error: The output could not be written \(ENOSPC\)\..*\r\n$/);
  });
});

describe("colors", () => {
  const RED = "\u001b[31m";

  it.each([
    ["are used on a terminal", "", {}, true],
    ["are not with --no-color", " --no-color", {}, false],
    ["are not with NO_COLOR", "", { NO_COLOR: "1" }, false],
  ])("%s", async (_name, flag, env, isRed) => {
    const screen = waferOnTerminal(await migratedPlace(env), `user show nobody${flag}`);
    expect(await screen.ended).toBe(1);
    expect(screen.shown().includes(RED)).toBe(isRed);
    expect(screen.shown()).toContain("user 'nobody' does not exist");
  });
});
