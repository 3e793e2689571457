import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALICE, startTestServer, type TestServer } from "../setup/server.ts";
import { findBarriers, HOME_HEADING, heading, launchBrowser, signIn, visit } from "./browser.ts";

const CLEO = { username: "cleo", password: "plum harbour sunday" };
const FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
  const users = [ALICE, { username: "bob", password: "tide clock marble" }, CLEO];
  server = await startTestServer({ users });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

describe("the account page", () => {
  it("tells in the visitor's language and time zone until when they are signed in", async () => {
    const { page } = await visit(browser, { locale: "de-AT", timezoneId: "Asia/Tokyo" });
    await signIn(page, server.url);
    await page.waitForURL(`${server.url}/`);
    const [shown, exact] = await page.evaluate<[string, string]>(
      "[document.querySelector('time').textContent, document.querySelector('time').dateTime]",
    );
    const format = { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Tokyo" } as const;
    expect(shown).toBe(new Intl.DateTimeFormat("de-AT", format).format(new Date(exact)));
  });

  it("changes the password and ends the other sessions, but not this one (R-15)", async () => {
    const here = (await visit(browser)).page;
    const there = (await visit(browser)).page;
    const bob = { username: "bob", password: "tide clock marble" };
    for (const page of [here, there]) {
      await signIn(page, server.url, bob);
      await page.waitForURL(`${server.url}/`);
    }
    await here.getByLabel("Current password").fill("not his password");
    await here.getByLabel("New password").fill("plum harbour sunday");
    await here.getByRole("button", { name: "Change password" }).click();
    expect(await here.getByRole("alert").textContent()).toContain("The current password is wrong.");
    await here.getByLabel("Current password").fill(bob.password);
    await here.getByLabel("New password").fill("password");
    await here.getByRole("button", { name: "Change password" }).click();
    expect(await here.getByRole("alert").textContent()).toContain("one of the most common passwords");
    await here.getByLabel("Current password").fill(bob.password);
    await here.getByLabel("New password").fill("plum harbour sunday");
    await here.getByRole("button", { name: "Change password" }).click();
    await here.getByText("The password is changed.").waitFor();
    await there.reload();
    expect(await there.getByRole("status").first().textContent()).toContain("Your session has ended.");
    await signIn(there, server.url, { ...bob, password: "plum harbour sunday" });
    expect(await heading(there)).toBe(HOME_HEADING);
  });

  it.each([true, false])("signs another device out, with script: %s (S-01)", async (javaScriptEnabled) => {
    const here = (await visit(browser, { javaScriptEnabled })).page;
    const there = (await visit(browser, { userAgent: FIREFOX })).page;
    for (const page of [here, there]) {
      await signIn(page, server.url, CLEO);
      await page.waitForURL(`${server.url}/`);
    }
    await here.reload();
    const devices = here.getByRole("region", { name: "Where you are signed in" }).getByRole("listitem");
    expect(await devices.count()).toBe(2);
    expect(await devices.first().textContent()).toMatch(/^\s*Chrome on Linux.*This device\s*$/s);
    if (javaScriptEnabled) expect(await findBarriers(here)).toEqual([]);
    await here.getByRole("button", { name: "Sign out Firefox on Android" }).click();
    await here.getByText("That device is signed out.").waitFor();
    expect(await devices.count()).toBe(1);
    await there.reload();
    expect(await there.getByRole("status").first().textContent()).toContain("Your session has ended.");
    await here.getByRole("button", { name: "Sign out", exact: true }).click();
    await here.getByText("You are signed out.").waitFor();
  });

  it("shows nothing after signing out, when Back is pressed (S-06)", async () => {
    const { page } = await visit(browser);
    await signIn(page, server.url);
    await page.waitForURL(`${server.url}/`);
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByText("You are signed out.").waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.content()).not.toContain("Liddell");
  });

  it("asks the server again when the browser takes it out of memory (S-06)", async () => {
    const { page } = await visit(browser);
    await signIn(page, server.url);
    await page.waitForURL(`${server.url}/`);
    await page.context().clearCookies();
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
    expect(await page.getByText("Liddell").isVisible()).toBe(false);
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    await page.waitForURL(`${server.url}/sign-in`);
  });

  it("takes other tabs along when one signs out, and in again", async () => {
    const { page } = await visit(browser);
    await signIn(page, server.url);
    await page.waitForURL(`${server.url}/`);
    const other = await page.context().newPage();
    await other.goto(server.url);
    expect(await heading(other)).toBe(HOME_HEADING);
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await other.getByRole("heading", { name: "Sign in" }).waitFor();
    await signIn(page, server.url);
    await other.getByRole("heading", { name: HOME_HEADING }).waitFor();
  });
});

describe("the set-up link", () => {
  it("creates the first superuser, once", async () => {
    const empty = await startTestServer({ users: [] });
    const link = String(empty.setupUrl);
    const { page } = await visit(browser);
    await page.goto(empty.url);
    expect(await heading(page)).toBe("No users yet");
    await page.goto(link);
    await page.getByLabel("User name").fill("root");
    await page.getByLabel("Password", { exact: true }).fill("password");
    await page.getByRole("button", { name: "Create user and sign in" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("one of the most common passwords");
    expect(page.url()).toBe(`${empty.url}/setup`);
    expect(await page.getByLabel("User name").inputValue()).toBe("root");
    await page.getByLabel("Password", { exact: true }).fill(ALICE.password);
    await page.getByRole("button", { name: "Create user and sign in" }).click();
    await page.waitForURL(`${empty.url}/`);
    expect(await page.getByText("Superuser").isVisible()).toBe(true);
    await page.goto(link);
    expect(await heading(page)).toBe("This link does not work");
    await empty.stop();
  });
});
