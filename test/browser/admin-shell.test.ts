import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuth, forcePasswordChange } from "../../src/index.ts";
import { ALICE, type TestServer } from "../setup/server.ts";
import { ROOT, startAdminServer, visitAdmin } from "./admin.ts";
import { heading, launchBrowser, visit } from "./browser.ts";

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startAdminServer([
    ALICE,
    { ...ROOT, username: "staff", email: "", isSuperuser: false },
    { ...ROOT, username: "mia", email: "" },
  ]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

describe("the admin's address", () => {
  it("leads who is not signed in to the sign-in page, and back after it", async () => {
    const { page, complaints } = await visit(browser);
    await page.goto(`${server.url}/admin/users?search=al&limit=25`);
    await page.waitForURL(/\/sign-in\?/);
    await page.getByLabel("User name or e-mail address").fill(ROOT.username);
    await page.getByLabel("Password", { exact: true }).fill(ROOT.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`${server.url}/admin/users?search=al&limit=25`);
    await page.getByRole("heading", { level: 1, name: "Users" }).waitFor();
    expect(await page.title()).toBe("Users · Admin");
    expect(complaints).toEqual([]);
  });

  it("tells who is not staff so in a sentence, and lets them sign out", async () => {
    const { page } = await visitAdmin(browser, server, "/admin", {}, ALICE);
    expect(await heading(page)).toBe("This account may not enter");
    await page.getByText("signed in as alice").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL(/\/sign-in/);
  });

  it("leads who must choose a new password to where they can", async () => {
    const auth = await createAuth(server.config.settings);
    const users = auth.store.db.selectFrom("users").select("id");
    await forcePasswordChange(auth, (await users.where("username", "=", "mia").executeTakeFirstOrThrow()).id);
    await auth.close();
    const { page } = await visitAdmin(browser, server, "/admin", {}, { ...ROOT, username: "mia" });
    expect(await heading(page)).toBe("Choose a new password first");
    await page.getByRole("link", { name: "Choose a password" }).click();
    await page.waitForURL(`${server.url}/account`);
  });

  it("tells staff without a permission that there is nothing to see yet", async () => {
    const { page } = await visitAdmin(browser, server, "/admin", {}, { ...ROOT, username: "staff" });
    expect(await heading(page)).toBe("Nothing to see yet");
    await page.goto(`${server.url}/admin/users`);
    await page.getByRole("heading", { name: "You may not see this" }).waitFor();
    expect(await page.getByRole("navigation", { name: "Admin" }).getByRole("link").count()).toBe(0);
  });

  it("gives the same document at every depth, and problem details under /admin/api", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/no/such/page");
    expect(await heading(page)).toBe("There is nothing here");
    const answer = await fetch(`${server.url}/admin/api/nothing`);
    expect([answer.status, Object(await answer.json()).code]).toEqual([404, "not_found"]);
    expect((await fetch(`${server.url}/admin/assets/nothing.js`)).status).toBe(404);
  });

  it("serves files that may be kept for ever, compressed, under the strict policy", async () => {
    const page = await (await fetch(`${server.url}/admin`)).text();
    const paths = [...page.matchAll(/(?:href|src)="(\/admin\/assets\/[^"]+)"/g)].map(([, path]) => path);
    expect(paths.length).toBe(3);
    for (const path of paths) {
      const { status, headers } = await fetch(server.url + path);
      expect([path, status, headers.get("cache-control")]).toEqual([
        path,
        200,
        "public, max-age=31536000, immutable",
      ]);
      expect(headers.get("content-encoding")).toBe("gzip");
      expect(headers.get("content-security-policy")).toContain("require-trusted-types-for 'script'");
    }
    expect(page).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=/);
  });
});

describe("colours", () => {
  it("follow the choice, and the choice outlives the page", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/users", { colorScheme: "light" });
    const scheme = () => page.evaluate<string>("getComputedStyle(document.documentElement).colorScheme");
    expect(await scheme()).toBe("light dark");
    await page.getByLabel("Colours").selectOption("Dark");
    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await scheme()).toBe("dark");
  });
});

describe("another tab", () => {
  it("that signs out takes this one to the sign-in page", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/users");
    const other = await page.context().newPage();
    await other.goto(`${server.url}/admin/users`);
    await other.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL(/\/sign-in/);
  });
});
