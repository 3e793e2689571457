import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ALICE, type TestServer } from "../setup/server.ts";
import { ROOT, rowNames, startAdminServer, visitAdmin } from "./admin.ts";
import { ACCOUNT_HEADING, launchBrowser, signIn, visit } from "./browser.ts";
import { outcome, type State, stateOf } from "./client-world.ts";
import { bundlePage, PAGE } from "./front-end.ts";

const BOB = { username: "bob", password: "tide clock marble" };

let browser: Browser;
let server: TestServer;
let script: string;
beforeAll(async () => {
  [browser, server, script] = await Promise.all([
    launchBrowser(),
    startAdminServer([ALICE, BOB]),
    bundlePage(),
  ]);
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** An app with the client on the server's own origin. */
async function openApp(context: BrowserContext, init = ""): Promise<Page> {
  await context.route(`${server.url}/app`, (route) =>
    route.fulfill({ contentType: "text/html", body: PAGE }),
  );
  await context.route(`${server.url}/main.js`, (route) =>
    route.fulfill({ contentType: "text/javascript", body: script }),
  );
  const app = await context.newPage();
  await app.addInitScript(init);
  await app.goto(`${server.url}/app`);
  await app.waitForFunction("'auth' in window");
  await outcome(app, "auth.getUser()");
  return app;
}

async function signOutOnPage(page: Page): Promise<void> {
  await page.goto(`${server.url}/account`);
  await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
  await page.getByText("You are signed out.").waitFor();
}

/** For a tab that has nothing but the marker in storage. */
const DEAF = "BroadcastChannel = class extends EventTarget { postMessage() {} close() {} }";

const nameIn = ({ user }: State) => user?.username;

describe("the server's own pages", () => {
  it("take the client's tabs along when one signs out, and when another user signs in", async () => {
    const { page, complaints } = await visit(browser);
    await signIn(page, server.url);
    const app = await openApp(page.context());
    expect(nameIn(await stateOf(app))).toBe("alice");
    await signOutOnPage(page);
    await app.waitForFunction("auth.state.status === 'signed-out'");
    expect((await stateOf(app)).reason).toBe("signed_out");
    await signIn(page, server.url, BOB);
    await app.waitForFunction("auth.state.user?.username === 'bob'");
    expect(await outcome(app, "auth.fetch(`/me`).then(({ status }) => status)")).toEqual({ value: 200 });
    expect(complaints).toEqual([]);
  });

  it("let no answer reach an app that shows another user, even where no news arrives", async () => {
    const { page } = await visit(browser);
    await signIn(page, server.url);
    const app = await openApp(page.context(), DEAF);
    await signOutOnPage(page);
    await signIn(page, server.url, BOB);
    await page.getByRole("heading", { name: ACCOUNT_HEADING }).waitFor();
    await app.waitForFunction(`Object.values(localStorage).map((marker) => JSON.parse(marker).userId).some(
      (userId) => userId !== null && userId !== auth.state.user.id)`);
    expect(nameIn(await stateOf(app))).toBe("alice");
    expect(await outcome(app, "auth.fetch('/me')")).toMatchObject({ code: "user_changed" });
    expect(nameIn(await stateOf(app))).toBe("bob");
  });

  it("follow the client", async () => {
    const { page } = await visit(browser);
    await signIn(page, server.url);
    const app = await openApp(page.context());
    await outcome(app, "auth.signOut()");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await outcome(app, `auth.signIn(${JSON.stringify(BOB)})`);
    await page.getByRole("heading", { name: ACCOUNT_HEADING }).waitFor();
  });
});

describe("an admin tab", () => {
  it("shows nothing of its user once a page of the server has signed them out", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/users");
    await page.getByRole("link", { name: "alice" }).waitFor();
    await signOutOnPage(await page.context().newPage());
    await page.waitForURL(/\/sign-in/);
  });

  it("asks who is signed in when it is looked at again, and leaves what another user may not see", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/users");
    await page.getByRole("link", { name: "alice" }).waitFor();
    expect(await rowNames(page)).toContain(ROOT.username);
    const { username, password } = BOB;
    await page.context().request.post(`${server.url}/login`, { data: { username, password } });
    await page.evaluate("dispatchEvent(new Event('focus'))");
    await page.getByText("signed in as bob").waitFor();
    expect(await rowNames(page)).toEqual([]);
  });
});
