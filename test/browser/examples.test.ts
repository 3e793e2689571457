import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { ALICE, startTestServer, type TestServer } from "../setup/server.ts";
import { expectGoodLooks, findBarriers, launchBrowser, signInElsewhere, visit } from "./browser.ts";

const VITE = "node_modules/.bin/vite";
/** The front end's code names the server's port, and the server trusts the front end's by name. */
const SERVER_PORT = "8000";
const FRONT_END_PORT = 3000;
const FRONT_END = `http://localhost:${FRONT_END_PORT}`;
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};

const CAROL = { username: "carol", password: "brass pillow comet" };
const BOB = { username: "bob", password: "tide clock marble" };

let browser: Browser;
let server: TestServer;
let frontEnd: Server | null = null;
let preview: ChildProcess | null = null;
const folder = mkdtempSync(join(tmpdir(), "wafer-examples-"));

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startTestServer({ env: { PORT: SERVER_PORT }, users: [ALICE, BOB, CAROL] });
});
afterEach(() => {
  frontEnd?.closeAllConnections();
  frontEnd?.close();
  frontEnd = null;
  preview?.kill();
  preview = null;
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Builds a Vite front end. @returns its folder */
function build(source: string, name: string): string {
  const out = join(folder, name);
  const parameters = ["build", source, "--outDir", out, "--emptyOutDir", "--logLevel", "warn"];
  execFileSync(VITE, parameters, { stdio: "inherit" });
  return out;
}

/** Builds a Vite front end and serves it where its users have it. */
async function serveFrontEnd(source: string, name: string): Promise<void> {
  const out = build(source, name);
  const files = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : (request.url ?? "");
    response
      .setHeader("content-type", TYPES[extname(path)] ?? "text/plain")
      .end(readFileSync(join(out, path)));
  });
  await new Promise<void>((resolve, reject) => {
    files.once("error", reject).listen(FRONT_END_PORT, "localhost", resolve);
  });
  frontEnd = files;
}

/** Builds a Vite front end and has Vite serve it, with the proxy of its own settings. @returns its address */
async function previewFrontEnd(source: string, name: string): Promise<string> {
  const out = build(source, name);
  const child = spawn(VITE, ["preview", source, "--outDir", out], { stdio: ["ignore", "pipe", "inherit"] });
  preview = child;
  return new Promise((resolve, reject) => {
    let printed = "";
    child.once("exit", (code) => reject(new Error(`vite preview ended with ${code}: ${printed}`)));
    child.stdout.on("data", (text) => {
      printed += stripVTControlCharacters(String(text));
      const [address] = /http:\/\/localhost:\d+/.exec(printed) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
}

describe("the React example, on another origin than the server", () => {
  it("signs in, is still signed in after a reload, changes the password and signs out", async () => {
    await serveFrontEnd("examples/react-axios", "react-axios");
    const { page } = await visit(browser);
    await page.goto(FRONT_END);
    await page.getByLabel("User name").fill(BOB.username);
    await page.getByLabel("Password", { exact: true }).fill("not his password");
    await page.getByRole("button", { name: "Sign in" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("The user name or the password is wrong.");
    await page.getByLabel("Password", { exact: true }).fill(BOB.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Signed in as bob" }).waitFor();
    expect(await page.evaluate("document.cookie")).not.toContain("_token");
    await page.reload();
    await page.getByRole("heading", { name: "Signed in as bob" }).waitFor();
    await page.getByLabel("Current password").fill(BOB.password);
    await page.getByLabel("New password").fill("plum harbour sunday");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("The password is changed.").waitFor();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.context().cookies()).toEqual([]);
  });
});

describe("the React example, whose axios the client keeps signed in", () => {
  it("sends the CSRF token after a reload, renews what has ended, and follows the other tab", async () => {
    await serveFrontEnd("examples/react-axios", "react-axios");
    const { page } = await visit(browser);
    await page.goto(FRONT_END);
    await page.getByLabel("User name").fill("alice");
    await page.getByLabel("Password", { exact: true }).fill(ALICE.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Signed in as alice" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Sign out other devices" }).click();
    await page.getByText("All other devices are signed out.").waitFor();
    await page.context().clearCookies({ name: "__Host-Http-access_token" });
    const refreshed = page.waitForResponse((answer) => answer.url().endsWith("/token/refresh"));
    await page.getByRole("button", { name: "Ask who I am" }).click();
    expect((await refreshed).status()).toBe(200);
    await page.getByText("The server knows you.").waitFor();
    const other = await page.context().newPage();
    await other.goto(FRONT_END);
    await other.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByText("You are signed out.").waitFor({ timeout: 1_000 });
  });
});

describe("the React example on wafer-auth/react, of one origin with the API", () => {
  it("signs in, asks, acts, changes the password, ends a device, signs out, and follows the other tab", async () => {
    const address = await previewFrontEnd("examples/react-vite", "react-vite");
    const { page, complaints } = await visit(browser, { reducedMotion: "reduce" });
    const heading = (name: string) => page.getByRole("heading", { level: 1, name });
    await page.goto(address);
    await page.getByLabel("User name or e-mail address").fill(CAROL.username);
    const signInWith = async (password: string) => {
      await page.getByLabel("Password", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Sign in" }).click();
    };
    await signInWith("not her password");
    expect(await page.getByRole("alert").textContent()).toBe("The user name or the password is wrong.");
    expect(await findBarriers(page)).toEqual([]);
    await signInWith(CAROL.password);
    await heading("Signed in as carol").waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Ask who I am" }).click();
    await page.getByText("The server knows you.").waitFor();
    await signInElsewhere(server.url, CAROL);
    await page.getByRole("button", { name: "Sign out other devices" }).click();
    await page.getByText("All other devices are signed out.").waitFor();
    await page.getByLabel("Current password").fill(CAROL.password);
    await page.getByLabel("New password").fill("plum harbour sunday");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("The password is changed.").waitFor();
    await signInElsewhere(server.url, { ...CAROL, password: "plum harbour sunday" });
    await page.reload();
    await page.getByRole("button", { name: "Sign out curl" }).click();
    await page.getByText("That device is signed out.").waitFor();
    await expectGoodLooks(page);
    const other = await page.context().newPage();
    await other.goto(address);
    await other.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByText("You are signed out.").waitFor({ timeout: 1_000 });
    expect(await page.evaluate("document.activeElement.tagName")).toBe("H1");
    expect(complaints).toEqual([]);
  });
});

describe("the Vue example, whose dev server passes the API on", () => {
  it("signs in, calls the API, and signs out", async () => {
    const vite = spawn("node_modules/.bin/vite", ["examples/vue"]);
    onTestFinished(() => void vite.kill());
    await once(vite.stdout, "data");
    const { page } = await visit(browser);
    await page.goto("http://localhost:5173/devices");
    await page.getByLabel("User name").fill("alice");
    await page.getByLabel("Password", { exact: true }).fill(ALICE.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("(this device)").waitFor();
    await page.getByRole("link", { name: "Home" }).click();
    await page.getByRole("button", { name: "Sign out other devices" }).click();
    await page.getByText("All other devices are signed out.").waitFor();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByText("You are signed out.").waitFor();
    expect(await page.context().cookies()).toEqual([]);
  });
});

describe("the tutorial's page, unchanged", () => {
  it("gets the cookies with its axios.post, and is known by them", async () => {
    await serveFrontEnd("test/browser/fixtures/tutorial", "tutorial");
    const { page } = await visit(browser);
    await page.goto(FRONT_END);
    const logged = page.waitForEvent("console", (message) => message.text().includes("csrfToken"));
    await page.getByLabel("Username").fill("alice");
    await page.getByLabel("Password").fill(ALICE.password);
    await page.getByRole("button", { name: "Log in" }).click();
    await logged;
    const names = (await page.context().cookies()).map(({ name }) => name).sort();
    expect(names).toEqual(["__Host-Http-access_token", "__Host-Http-refresh_token", "__Host-csrftoken"]);
    const me = await page.evaluate<{ user: { username: string } }>(
      `fetch("http://localhost:${SERVER_PORT}/me", { credentials: "include" }).then((answer) => answer.json())`,
    );
    expect(me.user.username).toBe("alice");
  });
});
