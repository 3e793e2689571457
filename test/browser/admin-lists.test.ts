import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALICE, type TestServer } from "../setup/server.ts";
import { startAdminServer, visitAdmin } from "./admin.ts";
import { addDemo } from "./admin-demo.ts";
import { expectAdminLooks, expectStates } from "./admin-page.ts";
import { launchBrowser, signIn, signInElsewhere, visit } from "./browser.ts";

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startAdminServer([ALICE]);
  await addDemo(server);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";

describe("sessions", () => {
  it("looks good, and tells what it waits for and what failed", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/sessions");
    await page.getByText("this one").waitFor();
    expect(await page.locator("[aria-sort=descending]").textContent()).toBe("Started");
    await expectAdminLooks(page, "sessions");
    // Nobody ends their own session here, and its card has no empty line for it.
    expect(await page.locator("[data-label=Act]").first().isVisible()).toBe(false);
    await expectStates(page, /api\/sessions/, "this one");
  });

  it("shows them all; who loses theirs is out on their next request", async () => {
    const alice = await visit(browser);
    await signIn(alice.page, server.url, ALICE);
    await alice.page.waitForURL(`${server.url}/account`);
    const { page, complaints } = await visitAdmin(browser, server, "/admin/sessions");
    await page.getByText("this one").waitFor();
    await page.getByRole("button", { name: /End the session of alice/ }).press("Enter");
    await page.getByText("The session has ended.").waitFor();
    await page.getByRole("link", { name: "alice" }).waitFor({ state: "detached" });
    // The next row takes the focus, so that the keys go on from there.
    await page.locator("[data-row]:focus").waitFor();
    await alice.page.reload();
    expect(alice.page.url()).toContain("/sign-in");
    expect(complaints).toEqual([]);
  });

  it("ends the selected without a mouse, once the word is typed", async () => {
    await signInElsewhere(server.url, ALICE, PHONE);
    const { page } = await visitAdmin(browser, server, "/admin/sessions");
    const row = page.getByRole("row").filter({ hasText: "alice" });
    await row.focus();
    await page.keyboard.press("x");
    await page.getByText("1 selected").waitFor();
    await page.getByRole("button", { name: "End selected" }).press("Enter");
    const end = page.getByRole("dialog").getByRole("button", { name: "End", exact: true });
    expect(await end.isDisabled()).toBe(true);
    await page.keyboard.type("end");
    await page.keyboard.press("Enter");
    await page.getByText("1 done, 0 failed").waitFor();
    await page.keyboard.press("Escape");
    await row.waitFor({ state: "detached" });
    // What had the focus before is gone.
    await page.locator("h1:focus").waitFor();
    await page.getByLabel("Select all on this page").press("Space");
    await page.getByText(/^1\d selected/).waitFor();
  });

  it("ends every session but the one that asks", async () => {
    await signInElsewhere(server.url, ALICE, PHONE);
    const { page } = await visitAdmin(browser, server, "/admin/sessions");
    await page.getByRole("link", { name: "alice" }).waitFor();
    await page.getByRole("button", { name: "End every session" }).click();
    await page.getByLabel("Type “end”").fill("end");
    await page.keyboard.press("Enter");
    await page.getByText(/\d+ done, 0 failed/).waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByText("1 on this page").waitFor();
    await page.getByText("this one").waitFor();
  });

  it("shows those of one user, and nothing of one who is signed in nowhere", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/sessions");
    await page.getByLabel("User", { exact: true }).fill("nobody");
    await page.keyboard.press("Enter");
    await page.getByText("There is no user of that name").waitFor();
    await page.getByLabel("User", { exact: true }).fill("alice");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing matches.").waitFor();
    expect(page.url()).toContain("user=");
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByText("this one").waitFor();
  });
});

describe("events", () => {
  it("has its filters in the address, tells before and after, and exports what they let through", async () => {
    const { page, complaints } = await visitAdmin(browser, server, "/admin/users?search=alice");
    await page.getByRole("link", { name: "alice" }).click();
    await page.getByLabel("Last name").fill("Hargreaves");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Saved.").waitFor();
    await page.goto(`${server.url}/admin/events`);
    await page.getByLabel("Type").selectOption("User changed");
    await page.waitForURL(/type=user_changed/);
    await page.reload();
    const row = page.getByRole("row").filter({ hasText: "User changed" });
    await row.first().focus();
    await page.keyboard.press("Enter");
    const changes = page.getByRole("table", { name: "Changes" });
    expect(await changes.locator("tbody tr").allInnerTexts()).toEqual(["Last name\tLiddell\tHargreaves"]);
    expect(await row.first().getByRole("link", { name: "root" }).count()).toBe(1);
    for (const [name, start] of [
      ["NDJSON", '{"id":'],
      ["CSV", "id,"],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: `Export ${name}` }).click(),
      ]);
      const lines = readFileSync(await download.path(), "utf8")
        .trim()
        .split("\n");
      expect(lines[0]?.startsWith(start)).toBe(true);
      expect(lines.slice(name === "CSV" ? 1 : 0).every((line) => line.includes("user_changed"))).toBe(true);
    }
    expect(complaints).toEqual([]);
  });

  it("is filtered by address and by user without a mouse, and tells when nothing matches", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/events");
    await page.getByRole("rowheader").first().waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("192.0.2.9");
    await page.getByText("Nothing matches.").waitFor();
    expect(page.url()).toContain("address=192.0.2.9");
    await page.getByRole("button", { name: "Clear filters" }).press("Enter");
    await page.getByRole("rowheader").first().waitFor();
    await page.getByLabel("User", { exact: true }).fill("alice");
    await page.keyboard.press("Enter");
    await page.waitForURL(/user=/);
    await page.getByRole("button", { name: "Clear “User”" }).press("Enter");
    await page.getByText("More filters").press("Enter");
    await page.getByLabel("Done by").fill("root");
    await page.keyboard.press("Enter");
    await page.waitForURL(/actor=/);
    await page.getByLabel("Outcome").selectOption("Revoked");
    await page.waitForURL(/outcome=revoked/);
    const names = page.getByRole("rowheader");
    await expect.poll(() => names.allTextContents()).toContain("Session ended revoked");
    expect(new Set(await names.allTextContents())).toEqual(new Set(["Session ended revoked"]));
    // It is nothing bad that somebody was signed out.
    expect(await page.locator(".badge.bad").count()).toBe(0);
    await page.getByRole("button", { name: "Clear filters" }).press("Enter");
    await page.getByLabel("With refreshes").press("Space");
    await page.waitForURL(/withRefreshes=true/);
    await page.getByLabel("Before").fill("2026-01-01T00:00");
    await page.waitForURL(/to=2025-12-31T23%3A00/);
    await page.getByText("Nothing matches.").waitFor();
  });

  it("looks good, and tells what it waits for and what failed", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/events?limit=25");
    const changed = page.getByRole("row").filter({ hasText: "User changed" });
    await changed.getByRole("button", { name: "Details" }).first().click();
    await expectAdminLooks(page, "events");
    await expectStates(page, /api\/events\?/, "on this page");
  });
});

describe("the overview", () => {
  it("counts what happened, and has a table beside each chart", async () => {
    const { page, complaints } = await visitAdmin(browser, server, "/admin");
    const signIns = page.locator("figure").filter({ hasText: /^Sign-ins/ });
    await signIns.waitFor();
    // All are counted by then; the page asks again where they are not.
    await page.getByText("still being counted").waitFor({ state: "detached" });
    expect(Number(await signIns.locator("b").first().textContent())).toBeGreaterThan(0);
    expect(await page.locator("figure h2").allTextContents()).toEqual([
      "Sign-ins",
      "Active sessions",
      "Sign-ups",
      "Refreshes",
      "Reused tokens",
      "Lockouts",
    ]);
    expect(await page.locator("figure svg").count()).toBe(5);
    expect(await page.locator("figure details").count()).toBe(5);
    expect(await page.getByText("before)").count()).toBeGreaterThan(2);
    await page.getByText("As a table").first().press("Enter");
    await page.getByRole("table", { name: "Sign-ins" }).waitFor();
    await page.getByLabel("Period").selectOption("7 days");
    await page.waitForURL(/period=7d/);
    await expect.poll(() => page.locator("figure table").first().locator("tbody tr").count()).toBe(28);
    const bars = await signIns.locator("tbody td:nth-of-type(1)").allTextContents();
    expect(bars.reduce((sum, count) => sum + Number(count), 0)).toBe(
      Number(await signIns.locator("b").first().textContent()),
    );
    await page.getByText("As a table").first().press("Enter");
    await expectAdminLooks(page, "overview");
    await expectStates(page, /api\/statistics/, "Active sessions");
    await page.getByRole("link", { name: "Reused tokens" }).press("Enter");
    await page.waitForURL(/events\?type=session_ended&outcome=reuse&from=/);
    await page.getByRole("rowheader").first().waitFor();
    expect(new Set(await page.getByRole("rowheader").allTextContents())).toEqual(
      new Set(["Session ended reuse"]),
    );
    expect(complaints).toEqual([]);
  });
});
