import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALICE, startTestServer, type TestServer } from "../setup/server.ts";
import {
  ACCOUNT_HEADING,
  expectGoodLooks,
  heading,
  launchBrowser,
  signIn,
  signInElsewhere,
  visit,
} from "./browser.ts";
import { sideBySide } from "./pictures.ts";

let browser: Browser;
let server: TestServer;
let empty: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startTestServer({ env: { WAFER_LOGIN_ATTEMPTS_PER_ADDRESS: "1000" } });
  empty = await startTestServer({ users: [] });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await empty.stop();
});

const NARROW = { width: 480, height: 500 };
const WIDE = { width: 800, height: 500 };
const PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";

/** How to come to each page there is, and the heading to find there. */
const PAGES: Readonly<Record<string, readonly [title: string, open: (page: Page) => Promise<unknown>]>> = {
  "sign-in": ["Sign in", (page) => page.goto(`${server.url}/sign-in`)],
  "sign-in with a wrong password": [
    "Sign in",
    (page) => signIn(page, server.url, { username: "nobody", password: "not it" }),
  ],
  "sign-in with a notice": ["Sign in", (page) => page.goto(`${server.url}/sign-in?notice=signed_out`)],
  "sign-in while there is nobody": ["No users yet", (page) => page.goto(`${empty.url}/sign-in`)],
  "set-up": ["Create the first user", (page) => page.goto(String(empty.setupUrl))],
  "set-up that is over": ["This link does not work", (page) => page.goto(`${server.url}/setup?code=x`)],
  "an address that is none": ["There is no such page", (page) => page.goto(`${server.url}/none`)],
  account: [ACCOUNT_HEADING, (page) => signInAndWait(page)],
  "account with a notice, devices and older events": [
    ACCOUNT_HEADING,
    async (page) => {
      await signInAndWait(page);
      for (let count = 0; count < 24; count++) await signInElsewhere(server.url, ALICE);
      await page.goto(`${server.url}/account`);
      await page.getByRole("link", { name: "Show older" }).click();
      await page.getByRole("link", { name: "Show newest" }).waitFor();
      await page.goto(`${page.url().replace("#events", "")}&notice=profile_saved`);
    },
  ],
  "account with a refused address": [
    ACCOUNT_HEADING,
    async (page) => {
      await signInAndWait(page);
      await page.getByLabel("E-mail address").fill("new@example.org");
      await page.getByLabel("Your password, to confirm").fill("not hers");
      await page.getByRole("button", { name: "Save e-mail address" }).click();
      await page.getByRole("alert").waitFor();
    },
  ],
  "account with a refused password": [
    ACCOUNT_HEADING,
    async (page) => {
      await signInAndWait(page);
      await page.getByLabel("Current password").fill(ALICE.password);
      await page.getByLabel("New password").fill("password");
      await page.getByRole("button", { name: "Change password" }).click();
      await page.getByRole("alert").waitFor();
    },
  ],
};

async function signInAndWait(page: Page): Promise<void> {
  await signIn(page, server.url);
  await page.waitForURL(`${server.url}/account`);
}

describe("every page, in light and in dark,", () => {
  it.each(Object.entries(PAGES))(
    "has no barrier, violation or overflow: %s",
    async (_name, [title, open]) => {
      const { page, complaints } = await visit(browser, { reducedMotion: "reduce" });
      await open(page);
      expect(await heading(page)).toBe(title);
      await expectGoodLooks(page);
      expect(complaints).toEqual([]);
    },
  );
});

describe("complaints", () => {
  it("are heard: a page that breaks the policy and Trusted Types is noticed (W-11)", async () => {
    const { page, complaints } = await visit(browser);
    await page.goto(`${server.url}/sign-in`);
    await page.evaluate(
      `{ const style = document.createElement("style"); style.textContent = "p{}"; document.head.append(style) }`,
    );
    await page.evaluate("try { document.body.innerHTML = '<p>' } catch {}");
    await page.waitForTimeout(100);
    expect(complaints.join()).toMatch(/style-src/);
    expect(complaints.join()).toMatch(/TrustedHTML|trusted-types/i);
  });
});

// Asked for by WAFER_PICTURES=1: they are committed, and a run must not change them.
if (process.env["WAFER_PICTURES"] === "1") {
  describe("pictures", () => {
    it("are taken of sign-in and the account, light beside dark", async () => {
      const shots = { "sign-in": [] as string[], account: [] as string[] };
      for (const colorScheme of ["light", "dark"] as const) {
        const demo = await startTestServer({ env: { PORT: "8000" } });
        const { page } = await visit(browser, { viewport: NARROW, deviceScaleFactor: 2, colorScheme });
        await page.goto(`${demo.url}/sign-in`);
        shots["sign-in"].push((await page.screenshot()).toString("base64"));
        await signInElsewhere(demo.url, ALICE, PHONE);
        await signIn(page, demo.url, { ...ALICE, password: "not hers" });
        await signIn(page, demo.url);
        await page.waitForURL(`${demo.url}/account`);
        await page.setViewportSize(WIDE);
        shots.account.push((await page.screenshot({ fullPage: true })).toString("base64"));
        await demo.stop();
      }
      await sideBySide(browser, "sign-in", { width: NARROW.width, scale: 2 }, shots["sign-in"]);
      await sideBySide(browser, "account", { width: WIDE.width, scale: 1 }, shots.account);
    });
  });
}
