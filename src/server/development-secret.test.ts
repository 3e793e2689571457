import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keptSecret } from "./development-secret.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wafer-secret-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Asks for the secret in a process of its own, after the shell did what is told. */
function inProcess(before: string) {
  const module = new URL("./development-secret.ts", import.meta.url).href;
  const program = `
    const { keptSecret } = await import(${JSON.stringify(module)});
    try { console.log(keptSecret(${JSON.stringify(folder)})); }
    catch (error) { console.log(error.code); }`;
  const child = ["--input-type=module", "-e", program];
  return spawnSync("sh", ["-c", `${before} exec "$0" "$@"`, process.execPath, ...child], {
    encoding: "utf8",
  });
}

describe("the development secret", () => {
  it("is made once, and is the same for everybody who asks", () => {
    const secret = keptSecret(folder);
    expect(secret).toMatch(/^[\w-]{64}$/);
    expect(inProcess("").stdout.trim()).toBe(secret);
    expect(readdirSync(folder)).toEqual(["secret"]);
  });

  it("is not there at all where it could not be written whole", () => {
    expect(inProcess("ulimit -f 0;").stdout.trim()).toBe("disk_full");
    expect(readdirSync(folder)).toEqual([]);
    expect(keptSecret(folder)).toMatch(/^[\w-]{64}$/);
  });

  it("is complained of by its file where that is empty, or no file", () => {
    const path = join(folder, "secret");
    writeFileSync(path, "");
    expect(() => keptSecret(folder)).toThrow(`${path} is empty. Delete it`);
    rmSync(path);
    mkdirSync(path);
    expect(() => keptSecret(folder)).toThrow(`${path} cannot be read (EISDIR)`);
  });
});
