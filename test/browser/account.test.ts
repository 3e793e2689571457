import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALICE, startTestServer, type TestServer } from "../setup/server.ts";
import {
  ACCOUNT_HEADING,
  findBarriers,
  heading,
  launchBrowser,
  signIn,
  signInElsewhere,
  visit,
} from "./browser.ts";

const BOB = { username: "bob", password: "tide clock marble" };
const CLEO = { username: "cleo", password: "plum harbour sunday", email: "cleo@example.org" };
const DORA = { username: "dora", password: "violet anchor monday" };
const FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startTestServer({ users: [ALICE, BOB, CLEO, DORA] });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** The account page in a browser of its own. */
async function accountOf(user = ALICE, options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await visit(browser, options);
  const { username, password } = user;
  await page.context().request.post(`${server.url}/login`, { data: { username, password } });
  await page.goto(`${server.url}/account`);
  return page;
}

const rows = (page: Page, section: string): Locator =>
  page.getByRole("region", { name: section }).getByRole("listitem");

/** Presses Tab until the control of that name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const focused = () =>
    page.evaluate<string>(`{ const { labels, ariaLabel, textContent } = document.activeElement;
      (ariaLabel ?? labels?.[0]?.firstChild.textContent ?? textContent).trim() }`);
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press("Tab");
    if ((await focused()) === name) return;
  }
  throw new Error(`Tab never came to ${name}`);
}

describe("the account page", () => {
  it("tells in the visitor's language and time zone until when they are signed in", async () => {
    const page = await accountOf(ALICE, { locale: "de-AT", timezoneId: "Asia/Tokyo" });
    const [shown, exact] = await page.evaluate<[string, string]>(
      "[document.querySelector('time').textContent, document.querySelector('time').dateTime]",
    );
    const format = { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Tokyo" } as const;
    expect(shown).toBe(new Intl.DateTimeFormat("de-AT", format).format(new Date(exact)));
  });

  it("comes back to itself after signing in", async () => {
    const { page } = await visit(browser);
    await page.goto(`${server.url}/account`);
    await page.getByLabel("User name or e-mail address").fill("alice");
    await page.getByLabel("Password", { exact: true }).fill(ALICE.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`${server.url}/account`);
  });

  it.each([true, false])("edits the name and the address, with script: %s", async (javaScriptEnabled) => {
    const page = await accountOf(CLEO, { javaScriptEnabled });
    const [first, last, email] = ["First name", "Last name", "E-mail address"].map((label) =>
      page.getByLabel(label),
    );
    await first?.fill("Cleo");
    await last?.fill("c".repeat(151));
    await page.getByRole("button", { name: "Save name" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("the last name is longer than 150");
    expect([await first?.inputValue(), await last?.getAttribute("aria-invalid")]).toEqual(["Cleo", "true"]);
    await last?.fill("Patra");
    await page.getByRole("button", { name: "Save name" }).click();
    await page.getByText("Your profile is saved.").waitFor();
    expect([await first?.inputValue(), await last?.inputValue()]).toEqual(["Cleo", "Patra"]);

    const password = page.getByLabel("Your password, to confirm");
    await email?.fill("alice@example.org");
    await password.fill(CLEO.password);
    await page.getByRole("button", { name: "Save e-mail address" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("that e-mail address cannot be used");
    expect(await email?.inputValue()).toBe("alice@example.org");
    if (javaScriptEnabled) expect(await page.evaluate("document.activeElement.id")).toBe("failure");
    await email?.fill(`cleo.${javaScriptEnabled}@example.org`);
    await password.fill(CLEO.password);
    await page.getByRole("button", { name: "Save e-mail address" }).click();
    await page.getByText("Your profile is saved.").waitFor();
    const other = await accountOf({ ...CLEO, username: `cleo.${javaScriptEnabled}@example.org` });
    expect(await heading(other)).toBe(ACCOUNT_HEADING);
  });

  it("changes the password and ends the other sessions, but not this one (R-15)", async () => {
    const [here, there] = [await accountOf(BOB), await accountOf(BOB)];
    const change = async (currentPassword: string, newPassword: string) => {
      await here.getByLabel("Current password").fill(currentPassword);
      await here.getByLabel("New password").fill(newPassword);
      await here.getByRole("button", { name: "Change password" }).click();
    };
    await change("not his password", "plum harbour sunday");
    expect(await here.getByRole("alert").textContent()).toContain("The current password is wrong.");
    await change(BOB.password, "password");
    expect(await here.getByRole("alert").textContent()).toContain("one of the most common passwords");
    await change(BOB.password, "plum harbour sunday");
    await here.getByText("The password is changed.").waitFor();
    await there.reload();
    expect(await there.getByRole("status").first().textContent()).toContain("Your session has ended.");
    await signIn(there, server.url, { ...BOB, password: "plum harbour sunday" });
    expect(await heading(there)).toBe(ACCOUNT_HEADING);
  });

  it.each([true, false])("signs another device out, with script: %s (S-01)", async (javaScriptEnabled) => {
    const here = await accountOf(CLEO, { javaScriptEnabled });
    await here.getByRole("button", { name: "Sign out everywhere" }).click();
    await signIn(here, server.url, CLEO);
    const there = await accountOf(CLEO, { userAgent: FIREFOX });
    await here.reload();
    const devices = rows(here, "Where you are signed in");
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

  it.each([true, false])("signs all other devices out, with script: %s", async (javaScriptEnabled) => {
    const here = await accountOf(DORA, { javaScriptEnabled });
    const others = [await accountOf(DORA), await accountOf(DORA, { userAgent: FIREFOX })];
    await here.reload();
    await here.getByRole("button", { name: "Sign out all other devices" }).click();
    await here.getByText("All other devices are signed out.").waitFor();
    expect(await rows(here, "Where you are signed in").count()).toBe(1);
    for (const other of others) {
      await other.reload();
      expect(await other.getByRole("status").first().textContent()).toContain("Your session has ended.");
    }
    await here.reload();
    expect(await heading(here)).toBe(ACCOUNT_HEADING);
  });

  it.each([true, false])("lists what happened, with script: %s", async (javaScriptEnabled) => {
    const { page: stranger } = await visit(browser, { userAgent: FIREFOX });
    await signIn(stranger, server.url, { ...DORA, password: "not hers" });
    const page = await accountOf(DORA, { javaScriptEnabled });
    const events = rows(page, "Recent events");
    const words = (await events.allTextContents()).map((text) => text.trim());
    expect(words[0]).toMatch(/^Signed inChrome on Linux \(this sign-in\), 127\.0\.0\.1.*\d{4}/s);
    expect(words[1]).toMatch(/^Sign-in refused: wrong passwordFirefox on Android, 127\.0\.0\.1/);
    for (let count = 0; count < 20; count++) await signInElsewhere(server.url, DORA);
    await page.reload();
    expect(await events.count()).toBe(20);
    await page.getByRole("link", { name: "Show older" }).click();
    expect((await events.first().textContent())?.trim()).toMatch(
      /^Signed inChrome on Linux \(this sign-in\)/,
    );
    await page.getByRole("link", { name: "Show newest" }).click();
    expect((await events.first().textContent())?.trim()).toMatch(/^Signed incurl, /);
  });

  it("can be used by keyboard alone", async () => {
    const other = await accountOf(DORA);
    const page = await accountOf(DORA);
    await tabTo(page, "First name");
    await page.keyboard.type("Dorothea");
    await page.keyboard.press("Enter");
    await page.getByText("Your profile is saved.").waitFor();
    expect(await page.getByLabel("First name").inputValue()).toBe("Dorothea");
    await tabTo(page, "Your password, to confirm");
    await page.keyboard.type("not hers");
    await tabTo(page, "E-mail address");
    await page.keyboard.type("new@example.org");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await tabTo(page, "Sign out all other devices");
    await page.keyboard.press("Enter");
    await page.getByText("All other devices are signed out.").waitFor();
    await other.reload();
    expect(await heading(other)).toBe("Sign in");
    await tabTo(page, "Sign out");
    await page.keyboard.press("Enter");
    await page.getByText("You are signed out.").waitFor();
  });

  it("shows nothing after signing out, when Back is pressed (S-06)", async () => {
    const page = await accountOf();
    await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
    await page.getByText("You are signed out.").waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.content()).not.toContain("Liddell");
  });

  it("asks the server again when the browser takes it out of memory (S-06)", async () => {
    const page = await accountOf();
    await page.context().clearCookies();
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
    expect(await page.getByText("alice", { exact: true }).isVisible()).toBe(false);
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    await page.waitForURL(`${server.url}/sign-in?next=/account`);
  });

  it("takes other tabs along when one signs out, and in again", async () => {
    const page = await accountOf();
    const other = await page.context().newPage();
    await other.goto(server.url);
    expect(await heading(other)).toBe(ACCOUNT_HEADING);
    await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
    await other.getByRole("heading", { name: "Sign in" }).waitFor();
    await signIn(page, server.url);
    await other.getByRole("heading", { name: ACCOUNT_HEADING }).waitFor();
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
    await page.waitForURL(`${empty.url}/account`);
    expect(await page.getByText("Superuser").isVisible()).toBe(true);
    await page.goto(link);
    expect(await heading(page)).toBe("This link does not work");
    await empty.stop();
  });
});
