import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALICE, type TestServer } from "../setup/server.ts";
import { startAdminServer, visitAdmin } from "./admin.ts";
import { expectAdminLooks, expectRetry } from "./admin-page.ts";
import { launchBrowser, signIn, signInElsewhere, visit } from "./browser.ts";

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startAdminServer([ALICE]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";

describe("sessions", () => {
  it("shows them all; who loses theirs is out on their next request", async () => {
    const alice = await visit(browser);
    await signIn(alice.page, server.url, ALICE);
    await alice.page.waitForURL(`${server.url}/account`);
    const { page, complaints } = await visitAdmin(browser, server, "/admin/sessions");
    await page.getByText("this one").waitFor();
    await page
      .getByRole("button", { name: /End the session of alice/ })
      .first()
      .click();
    await page.getByText("The session has ended.").waitFor();
    await page.getByRole("link", { name: "alice" }).waitFor({ state: "detached" });
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
    await page.getByLabel("Only of").fill("nobody");
    await page.keyboard.press("Enter");
    await page.getByText("There is no user of that name").waitFor();
    await page.getByLabel("Only of").fill("alice");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing matches.").waitFor();
    expect(page.url()).toContain("user=");
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByText("this one").waitFor();
  });

  it("looks good, and can be asked for again after a failure", async () => {
    await signInElsewhere(server.url, ALICE, PHONE);
    const { page } = await visitAdmin(browser, server, "/admin/sessions");
    await page.getByRole("link", { name: "alice" }).waitFor();
    await expectAdminLooks(page, "sessions");
    await expectRetry(page, /api\/sessions/, "this one");
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
    await row.getByText("Details", { exact: true }).click();
    await row.getByText("Hargreaves").waitFor();
    expect(await row.getByRole("link", { name: "root" }).count()).toBe(1);
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
    await page.keyboard.type("203.0.113.9");
    await page.getByText("Nothing matches.").waitFor();
    expect(page.url()).toContain("address=203.0.113.9");
    await page.getByRole("button", { name: "Clear filters" }).press("Enter");
    await page.getByRole("rowheader").first().waitFor();
    await page.getByLabel("Only of").fill("alice");
    await page.keyboard.press("Enter");
    await page.waitForURL(/user=/);
    await page.getByText("Of everybody").waitFor();
  });

  it("looks good, and can be asked for again after a failure", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/events?limit=25");
    await page.getByText("Details", { exact: true }).first().click();
    await expectAdminLooks(page, "events");
    await expectRetry(page, /api\/events\?/, "on this page");
  });
});

describe("the overview", () => {
  it("counts what happened, and has a table beside each chart", async () => {
    const { page, complaints } = await visitAdmin(browser, server, "/admin");
    const tile = page.locator(".tiles > div").filter({ hasText: /^Sign-ins/ });
    expect(Number(await tile.locator("b").textContent())).toBeGreaterThan(0);
    expect(await page.locator("figure svg").count()).toBe(await page.locator("figure details").count());
    await page.getByText("As a table").first().press("Enter");
    await page.getByRole("table", { name: "Sign-ins" }).waitFor();
    await page.getByLabel("Period").selectOption("7 days");
    await page.waitForURL(/period=7d/);
    await expect.poll(() => page.locator("figure table").first().locator("tbody tr").count()).toBe(28);
    await page.getByText("As a table").first().press("Enter");
    await expectAdminLooks(page, "overview");
    await expectRetry(page, /api\/statistics/, "Active sessions");
    expect(complaints).toEqual([]);
  });
});
