import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { ACCESS, CSRF, PASSWORD, REFRESH, serve, type TestServer } from "../http/serve.ts";
import { freePort } from "../setup/server.ts";
import { heading, launchBrowser } from "./browser.ts";

const FOLDER = "examples/react-router";
const MINUTE = 60_000;

let browser: Browser;
let api: TestServer;
let app: ChildProcess | undefined;
let site: string;
let output = "";

beforeAll(async () => {
  const env = { ...process.env, NODE_ENV: "production" };
  execFileSync("npm", ["run", "--silent", "build"], {
    cwd: FOLDER,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  site = `http://localhost:${await freePort()}`;
  [browser, api] = await Promise.all([launchBrowser(), serve({ trustedOrigins: [site] })]);
  app = await startApp(site);
}, 120_000);
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  app?.kill();
  await browser.close();
  await api.close();
});

/** Starts the example, as it runs in production unless told otherwise. */
async function startApp(origin: string, { apiUrl = api.url, command = ["build/server/index.js"] } = {}) {
  const { port } = new URL(origin);
  const NODE_ENV = command.includes("dev") ? "development" : "production";
  const env = { ...process.env, NODE_ENV, PORT: port, ORIGIN: origin, WAFER_API: apiUrl };
  const child = spawn(process.execPath, command, { cwd: FOLDER, env });
  const isUp = new Promise<boolean>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        output += String(chunk);
        if (output.includes(port)) resolve(true);
      });
    child.once("exit", () => resolve(false));
  });
  if (await isUp) return child;
  throw new Error(`the example stopped: ${output}`);
}

/** A browser profile whose user has signed in through the form, on the first page. */
async function signedIn(javaScriptEnabled: boolean): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ javaScriptEnabled });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  await page.goto(`${site}/sign-in`);
  await page.getByLabel("User name").fill("ada");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Signed in as ada" }).waitFor();
  takeCalls();
  return { context, page };
}

async function cookiesOf(context: BrowserContext): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await context.cookies()).map(({ name, value }) => [name, value]));
}

/** The requests to the API so far, as "GET /me 200"; starts anew. */
function takeCalls(): string[] {
  return api.logs
    .splice(0)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === "request")
    .map(({ method, path, status }) => `${method} ${path} ${status}`);
}

/** The access token ends, and the browser has dropped its cookie, as it does by Max-Age. */
async function expireAccess(context: BrowserContext): Promise<void> {
  api.clock.now += 6 * MINUTE;
  await context.clearCookies({ name: ACCESS });
}

describe("the React Router example, without JavaScript", () => {
  it("signs in, renders the page signed in after the access cookie has ended, and reloads with the new cookies", async () => {
    const { context, page } = await signedIn(false);
    const before = await cookiesOf(context);
    expect(Object.keys(before).sort()).toEqual([ACCESS, REFRESH, CSRF]);
    await expireAccess(context);
    const answer = await page.goto(site);
    expect(await heading(page)).toBe("Signed in as ada");
    expect(takeCalls()).toEqual(["POST /token/refresh 200"]);
    expect(answer?.headers()["cache-control"]).toBe("private, no-store");
    const after = await cookiesOf(context);
    const sent = (await answer?.headersArray()) ?? [];
    const lines = sent.filter(({ name }) => name.toLowerCase() === "set-cookie").map(({ value }) => value);
    for (const name of [ACCESS, REFRESH, CSRF]) {
      expect(after[name]).not.toBe(before[name]);
      expect(lines.join("\n")).toContain(`${name}=${after[name]}; `);
    }
    await page.reload();
    expect(await heading(page)).toBe("Signed in as ada");
    expect(takeCalls()).toEqual(["GET /me 200"]);
    expect(await cookiesOf(context)).toEqual(after);
  });

  it("asks the API in the same render with the cookies that the refresh has just given", async () => {
    const { context, page } = await signedIn(false);
    await expireAccess(context);
    await page.goto(`${site}/devices`);
    expect(await page.getByRole("listitem").first().textContent()).toMatch(/^Chrome on Linux/);
    expect(takeCalls()).toEqual(["POST /token/refresh 200", "GET /sessions 200"]);
  });

  it("R-09 is signed in in 8 tabs that reload at once with the same ended access cookie, and after", async () => {
    const { context, page } = await signedIn(false);
    const tabs = [page];
    while (tabs.length < 8) tabs.push(await context.newPage());
    for (const _ of "123") {
      await expireAccess(context);
      await Promise.all(tabs.map((tab) => tab.goto(`${site}/devices`)));
      for (const tab of tabs) expect(await heading(tab)).toBe("Where you are signed in");
    }
    takeCalls();
    await page.goto(site);
    expect([await heading(page), takeCalls()]).toEqual(["Signed in as ada", ["GET /me 200"]]);
  });

  it("tells of a wrong password in the API's words, and signs out", async () => {
    const { context, page } = await signedIn(false);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Nobody is signed in" }).waitFor();
    expect(await context.cookies()).toEqual([]);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByLabel("User name").fill("ada");
    await page.getByLabel("Password").fill("not her password");
    await page.getByRole("button", { name: "Sign in" }).click();
    expect(await page.getByRole("alert").textContent()).toBe("The user name or the password is wrong.");
  });

  it("shows an error while the API is away, and signs nobody out", async () => {
    const { context, page } = await signedIn(false);
    const before = await cookiesOf(context);
    const origin = `http://localhost:${await freePort()}`;
    const cutOff = await startApp(origin, { apiUrl: `http://127.0.0.1:${await freePort()}` });
    const answer = await page.goto(origin);
    cutOff.kill();
    expect([answer?.status(), await heading(page)]).toEqual([500, "The page cannot be shown right now"]);
    expect(await cookiesOf(context)).toEqual(before);
  });
});

describe("the React Router example, with JavaScript", () => {
  it("goes from page to page without loading one, and takes the new cookies over on the way", async () => {
    const { context, page } = await signedIn(true);
    await page.evaluate("window.isSamePage = true");
    const before = await cookiesOf(context);
    await expireAccess(context);
    await page.getByRole("link", { name: "Devices" }).click();
    await page.getByRole("heading", { name: "Where you are signed in" }).waitFor();
    const after = await cookiesOf(context);
    expect(after[ACCESS]).toBeDefined();
    expect(after[REFRESH]).not.toBe(before[REFRESH]);
    await page.getByRole("link", { name: "Home" }).click();
    await page.getByRole("heading", { name: "Signed in as ada" }).waitFor();
    expect(await page.evaluate("window.isSamePage")).toBe(true);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Nobody is signed in" }).waitFor();
    expect(await context.cookies()).toEqual([]);
  });

  it("has no token in the HTML, in what the page's script is sent, or in its log", async () => {
    const { context, page } = await signedIn(true);
    const texts: string[] = [];
    page.on("response", (response) => {
      if (response.url().startsWith(site))
        response.text().then(
          (text) => texts.push(text),
          () => {},
        );
    });
    await expireAccess(context);
    await page.goto(site);
    await expireAccess(context);
    await page.getByRole("link", { name: "Devices" }).click();
    await page.getByRole("heading", { name: "Where you are signed in" }).waitFor();
    const secrets = Object.values(await cookiesOf(context));
    const all = [...texts, await page.content(), output].join("\n");
    expect(secrets).toHaveLength(3);
    expect(texts.join()).toContain("ada");
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
    expect(all).not.toMatch(/eyJ[\w-]{10}/);
    expect(await page.evaluate("document.cookie")).not.toContain("_token");
  });
});

describe("the React Router example, as `npm run dev` starts it", () => {
  it("renders the page signed in", async () => {
    const { context } = await signedIn(false);
    const origin = `http://localhost:${await freePort()}`;
    const command = ["../../node_modules/.bin/react-router", "dev", "--port", new URL(origin).port];
    const dev = await startApp(origin, { command });
    onTestFinished(() => void dev.kill());
    const page = await context.newPage();
    await page.goto(origin, { timeout: 25_000 });
    expect(await heading(page)).toBe("Signed in as ada");
  });
});
