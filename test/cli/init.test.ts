import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newPlace, type Place, wafer, waferOnTerminal } from "./wafer.ts";

const readEnv = ({ cwd }: Place) => readFileSync(join(cwd, ".env"), "utf8");

describe("init", () => {
  it("writes .env with a secret for its owner only, makes the database, and names the next steps", async () => {
    const place = newPlace();
    const { code, stdout, stderr } = await wafer(place, ["init"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(readEnv(place)).toMatch(/^WAFER_SECRET=[\w-]{64}$/m);
    expect(statSync(join(place.cwd, ".env")).mode & 0o777).toBe(0o600);
    expect(stderr).toContain("Next: npx wafer createsuperuser, then npx wafer serve\n");
    expect(stderr).not.toContain(/WAFER_SECRET=(.*)/.exec(readEnv(place))?.[1]);
    expect((await wafer(place, ["migrate", "--check"])).code).toBe(0);
  });

  it("leaves a .env that is there alone, and with --force keeps it as .env.old", async () => {
    const place = newPlace();
    writeFileSync(join(place.cwd, ".env"), "MY_APP=1\n");
    const refused = await wafer(place, ["init"]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("--force") });
    expect(readEnv(place)).toBe("MY_APP=1\n");
    expect((await wafer(place, ["init", "--force"])).code).toBe(0);
    expect(readEnv(place)).toMatch(/^WAFER_SECRET=[\w-]{64}\nMY_APP=1$/m);
    expect(readFileSync(join(place.cwd, ".env.old"), "utf8")).toBe("MY_APP=1\n");
    expect((await wafer(place, ["init", "--force"])).code).toBe(1);
  });

  it("keeps what was signed and sealed under the former secret readable, with --force", async () => {
    const place = newPlace();
    await wafer(place, ["init"]);
    const signing = { ...place, env: { WAFER_ALGORITHM: "EdDSA" } };
    await wafer(signing, ["keys", "generate"]);
    const { code, stderr } = await wafer(place, ["init", "--force"]);
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining("The former one stands in WAFER_SECRET_FALLBACKS"),
    ]);
    expect((await wafer(signing, ["check"])).code).toBe(0);
    expect((await wafer(place, ["events", "verify"])).code).toBe(0);
    writeFileSync(join(place.cwd, ".env"), readEnv(place).replace(/^WAFER_SECRET_FALLBACKS.*$/m, ""));
    const refused = await wafer(signing, ["check"]);
    expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining("E034")]);
    expect((await wafer(place, ["check"])).code).toBe(0);
  });

  it("keeps every other setting with --force, and works on the database that they name", async () => {
    const place = newPlace();
    writeFileSync(join(place.cwd, ".env"), `WAFER_DATA_DIR=./elsewhere\nWAFER_SECRET=${"a".repeat(40)}\n`);
    const { code, stderr } = await wafer(place, ["init", "--force"]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("A former secret is too weak")]);
    expect(stderr).toContain(join(place.cwd, "elsewhere", "wafer.db"));
    expect(readEnv(place)).toContain("WAFER_DATA_DIR=./elsewhere\n");
    expect(readEnv(place)).not.toContain("aaaa");
    expect((await wafer(place, ["user", "list"])).code).toBe(0);
  });

  it("writes nothing where the environment has a secret, which would win", async () => {
    const place = newPlace({ WAFER_SECRET: "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE" });
    const { code, stderr } = await wafer(place, ["init"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("WAFER_SECRET is set in the environment")]);
    expect(readdirSync(place.cwd)).toEqual([]);
  });

  it("takes over the secret that development made", async () => {
    const place = newPlace();
    await wafer(place, ["migrate"]);
    const secret = readFileSync(join(place.cwd, ".wafer", "secret"), "utf8").trim();
    expect((await wafer(place, ["init"])).code).toBe(0);
    expect(readEnv(place)).toContain(`WAFER_SECRET_FALLBACKS=${secret}\n`);
  });

  it("offers to create the first user on a terminal", async () => {
    const screen = waferOnTerminal(newPlace(), "init");
    await screen.see("Create the first user now? [Y/n]: ");
    screen.type("n\r");
    await screen.see("Next: npx wafer createsuperuser");
    expect(await screen.ended).toBe(0);
  });
});

describe(".env", () => {
  it("is read by every command, and the environment wins over it", async () => {
    const text = "NODE_ENV=production\nWAFER_ORIGIN=not-an-origin\n";
    const place = newPlace();
    writeFileSync(join(place.cwd, ".env"), text);
    expect(await wafer(place, ["user", "list"])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("secret"),
    });
    const over = { ...place, env: { NODE_ENV: "development", WAFER_ORIGIN: "http://localhost:8000" } };
    expect((await wafer(over, ["migrate"])).code).toBe(0);
  });
});
