import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser } from "playwright-core";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signIn, until, wafer } from "../cli/wafer.ts";
import { freePort } from "../setup/server.ts";
import { launchBrowser, visit } from "./browser.ts";

const PASSWORD = "tide clock marble";
const NODE = [process.execPath, "--env-file=.env"] as const;

/** The example in a folder of its own, where its database and its secret are made as the guide has it. */
const cwd = mkdtempSync(join(tmpdir(), "wafer-fastify-"));
let env: NodeJS.ProcessEnv;
let app: ChildProcess;
let url: string;
let page: ViteDevServer;
let pageUrl: string;
let browser: Browser;

beforeAll(async () => {
  cpSync("examples/fastify", cwd, { recursive: true, filter: (path) => !path.includes("node_modules") });
  symlinkSync(resolve("node_modules"), join(cwd, "node_modules"));
  const [port, pagePort] = [await freePort(), await freePort()];
  url = `http://localhost:${port}`;
  pageUrl = `http://localhost:${pagePort}`;
  env = { PATH: process.env["PATH"], PORT: String(port), WAFER_ORIGIN: url, WAFER_TRUSTED_ORIGINS: pageUrl };
  expect((await wafer({ cwd, env: {} }, ["init"])).code).toBe(0);
  [browser, page] = await Promise.all([launchBrowser(), servePage(pagePort), startApp()]);
});
afterAll(async () => {
  app.kill("SIGKILL");
  await Promise.all([browser.close(), page.close()]);
  rmSync(cwd, { recursive: true, force: true });
});

async function startApp(): Promise<void> {
  const [program, ...options] = NODE;
  app = spawn(program, [...options, "server.ts"], { cwd, env });
  let output = "";
  for (const stream of [app.stdout, app.stderr])
    stream?.on("data", (text) => {
      output += String(text);
    });
  await until(
    () => output.includes("Server listening") || app.exitCode !== null,
    () => `the app: ${output}`,
  );
  expect(output).toContain("Server listening");
}

async function servePage(port: number): Promise<ViteDevServer> {
  const server = await createServer({
    root: "examples/fastify/page",
    cacheDir: join(cwd, "vite"),
    define: { "import.meta.env.VITE_AUTH": JSON.stringify(`${url}/auth`) },
    server: { port, strictPort: true },
    logLevel: "warn",
  });
  return server.listen();
}

/** Runs the example's script with the password on stdin. */
function addUser(name: string, password: string): string {
  const [program, ...options] = NODE;
  const run = { cwd, env, input: `${password}\n`, encoding: "utf8", stdio: "pipe" } as const;
  return execFileSync(program, [...options, "add-user.ts", name], run);
}

describe("the Fastify example", () => {
  it("passes its own test", () => {
    execFileSync(process.execPath, ["--test"], { cwd, stdio: "pipe" });
  });

  it("takes users of its script, and of `wafer createsuperuser`, while it runs", async () => {
    expect(addUser("ada", PASSWORD)).toMatch(/^ada is made, with the id [\w-]{36}\.\n$/);
    expect(() => addUser("ada", PASSWORD)).toThrow("that user name is already taken");
    const flags = ["--no-input", "--username", "root", "--email", "", "--password-stdin"];
    expect((await wafer({ cwd, env: {} }, ["createsuperuser", ...flags], { input: PASSWORD })).code).toBe(0);
    for (const name of ["ada", "root"]) {
      const cookie = await signIn(`${url}/auth`, name, PASSWORD);
      expect((await fetch(`${url}/notes`, { headers: { cookie: cookie ?? "" } })).status).toBe(200);
    }
    expect((await fetch(`${url}/notes`)).status).toBe(401);
  });

  it("serves a page of another origin, where a note is written and there after a reload", async () => {
    const { page, complaints } = await visit(browser);
    await page.goto(pageUrl);
    await page.getByLabel("User name").fill("ada");
    await page.getByLabel("Password").fill("not hers at all");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("The user name or the password is wrong.").waitFor();
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Note").fill("<b>Milk</b>");
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByText("<b>Milk</b>", { exact: true }).waitFor();
    await page.reload();
    await page.getByText("<b>Milk</b>", { exact: true }).waitFor();
    expect(await page.evaluate("document.cookie")).not.toContain("_token");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    expect(await page.content()).not.toContain("Milk");
    expect(await page.context().cookies()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("closes its database and ends with 0 at a SIGTERM", async () => {
    app.kill("SIGTERM");
    expect(await once(app, "exit")).toEqual([0, null]);
  });
});
