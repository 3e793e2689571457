import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SettingsError } from "../settings/settings.ts";
import { loadConfig } from "./config.ts";

const SECRET = "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE";
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "wafer-config-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function problemsOf(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const failure = await loadConfig({ cwd, env }).then(
    () => null,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(SettingsError);
  return failure instanceof SettingsError ? failure.problems : [];
}

describe("in development", () => {
  it("makes up a secret, an origin and trusted front ends, so that nothing need be set", async () => {
    const { mode, settings } = await loadConfig({ cwd, env: {} });
    expect(mode).toBe("development");
    expect(settings.origin).toBe("http://localhost:8000");
    const frontEnds = [3000, 4200, 5173].map((port) => `http://localhost:${port}`);
    expect(settings.trustedOrigins).toEqual(frontEnds);
    expect(settings.database).toBe(`sqlite:${join(cwd, ".wafer", "wafer.db")}`);
    expect(Buffer.byteLength(settings.secret)).toBeGreaterThanOrEqual(32);
  });

  it("keeps the secret for the next start, readable by its owner only and ignored by git", async () => {
    const first = await loadConfig({ cwd, env: {} });
    const second = await loadConfig({ cwd, env: {} });
    expect(second.settings.secret).toBe(first.settings.secret);
    expect(statSync(join(cwd, ".wafer", "secret")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(cwd, ".wafer", ".gitignore"), "utf8")).toBe("*\n");
  });

  it("takes cookies for the root only, where its routes are", async () => {
    expect(await problemsOf({ WAFER_COOKIE_PATH: "/auth" })).toEqual([
      expect.stringContaining("cookiePath (WAFER_COOKIE_PATH) must be / for the wafer command"),
    ]);
  });

  it("takes the origin from the port", async () => {
    const { settings } = await loadConfig({ cwd, env: { PORT: "9001" } });
    expect(settings.origin).toBe("http://localhost:9001");
  });

  it.each(["80x", "70000", "0x0"])("complains of PORT=%s, and not of the origin too", async (PORT) => {
    expect(await problemsOf({ PORT })).toEqual(["port (PORT) must be a whole number from 0 to 65535"]);
  });

  it("reads wafer.config.ts, and the environment wins over it", async () => {
    const config = `export default { accessTokenLifetime: "7m" as string, leeway: 3 };\n`;
    writeFileSync(join(cwd, "wafer.config.ts"), config);
    const { settings, file } = await loadConfig({ cwd, env: { WAFER_LEEWAY: "9s" } });
    expect(file).toBe(join(cwd, "wafer.config.ts"));
    expect(settings.accessTokenLifetime).toBe(420);
    expect(settings.leeway).toBe(9);
  });

  it("reads wafer.config.ts as an ES module beside a package.json of type commonjs", async () => {
    writeFileSync(join(cwd, "package.json"), '{ "type": "commonjs" }');
    writeFileSync(join(cwd, "wafer.config.ts"), "export default { leeway: 3 as number };\n");
    const script = `import { loadConfig } from "./src/server/config.ts";
      const { settings } = await loadConfig({ cwd: process.argv[1], env: {} });
      console.log(settings.leeway);`;
    const arguments_ = ["--input-type=module", "--eval", script, cwd];
    expect(execFileSync(process.execPath, arguments_, { encoding: "utf8" }).trim()).toBe("3");
  });

  it("names the misspelt setting of a configuration file and the one that was meant", async () => {
    writeFileSync(join(cwd, "wafer.config.js"), `export default { acessTokenLifetime: "7m" };\n`);
    expect(await problemsOf({})).toEqual([
      'unknown setting "acessTokenLifetime". Did you mean "accessTokenLifetime"?',
    ]);
  });

  it("says so when the configuration file cannot be loaded", async () => {
    writeFileSync(join(cwd, "wafer.config.js"), "export default {\n");
    expect((await problemsOf({}))[0]).toMatch(/wafer\.config\.js cannot be loaded/);
  });
});

describe("in production", () => {
  const NODE_ENV = "production";

  it("says at once everything that is missing, and makes nothing up", async () => {
    const problems = await problemsOf({ NODE_ENV });
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain("WAFER_SECRET");
    expect(problems[1]).toContain("WAFER_ORIGIN");
    expect(existsSync(join(cwd, ".wafer"))).toBe(false);
  });

  it("trusts no front end that is not named", async () => {
    const { settings } = await loadConfig({
      cwd,
      env: { NODE_ENV, WAFER_SECRET: SECRET, WAFER_ORIGIN: "https://app.example.com" },
    });
    expect(settings.trustedOrigins).toEqual([]);
  });

  it("refuses plain http, where browsers would refuse the cookies", async () => {
    const problems = await problemsOf({
      NODE_ENV,
      WAFER_SECRET: SECRET,
      WAFER_ORIGIN: "http://app.example.com",
    });
    expect(problems[0]).toContain("cookieSecure");
  });
});
