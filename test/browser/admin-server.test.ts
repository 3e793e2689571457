import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALICE, type TestServer } from "../setup/server.ts";
import { startAdminServer, visitAdmin } from "./admin.ts";
import { expectAdminLooks, expectRetry } from "./admin-page.ts";
import { launchBrowser } from "./browser.ts";

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

describe("groups", () => {
  it("are created, given a permission and members, renamed and deleted, without a mouse where it matters", async () => {
    const { page, complaints } = await visitAdmin(browser, server, "/admin/groups");
    await page.getByText("No groups yet.").waitFor();
    await page.keyboard.press("n");
    await page.getByLabel("Name").waitFor();
    await page.keyboard.type("Support");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Support" }).waitFor();
    await page.getByLabel("users.view").check();
    await page.getByRole("button", { name: "Save permissions" }).click();
    await page.getByText("The permissions are saved.").waitFor();
    await page.getByLabel("User", { exact: true }).fill("alice");
    await page.keyboard.press("Enter");
    await page.getByText("1 member", { exact: true }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Take out alice" }).waitFor();
    expect(await page.getByLabel("users.view").isChecked()).toBe(true);
    await expectAdminLooks(page, "group");
    await page.getByRole("button", { name: "Take out alice" }).click();
    await page.getByText("0 members").waitFor();
    await page.getByRole("textbox", { name: "Name" }).fill("Help desk");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Help desk" }).waitFor();
    await page.goto(`${server.url}/admin/groups`);
    await page.getByRole("link", { name: "Help desk" }).waitFor();
    await expectAdminLooks(page, "groups");
    await expectRetry(page, /api\/groups/, "Help desk");
    await page.getByRole("link", { name: "Help desk" }).click();
    await page.getByRole("button", { name: "Delete this group" }).click();
    await page.getByLabel("Type “Help desk”").fill("Help desk");
    await page.keyboard.press("Enter");
    await page.getByText("No groups yet.").waitFor();
    expect(complaints).toEqual([]);
  });
});

describe("settings", () => {
  it("are shown as in force with their defaults, and searched without a mouse; no secret is", async () => {
    const { page, complaints } = await visitAdmin(browser, server, "/admin/settings");
    await page.getByText("WAFER_LOGIN_ATTEMPTS_PER_ADDRESS").waitFor();
    expect(await page.locator("main").textContent()).not.toContain(String(server.config.settings.secret));
    await page.getByLabel("Which").selectOption("Other than the default");
    await page.getByRole("row").filter({ hasText: "loginAttemptsPerAddress" }).getByText("1000").waitFor();
    await page.getByLabel("Which").selectOption("All");
    await expectAdminLooks(page, "settings");
    await page.locator("h1").press("/");
    await page.keyboard.type("no such setting");
    await page.getByText("Nothing matches.").waitFor();
    await page.getByRole("button", { name: "Clear filters" }).press("Enter");
    await expectRetry(page, /api\/settings/, "WAFER_LOGIN_ATTEMPTS_PER_ADDRESS");
    expect(complaints).toEqual([]);
  });
});

describe("health", () => {
  it("tells of migrations, of what has expired and of the feed, again when asked without a mouse", async () => {
    const { page, complaints } = await visitAdmin(browser, server, "/admin/health");
    await page.getByText(/\d+ applied/).waitFor();
    await Promise.all([
      page.waitForResponse(/api\/health/),
      page.getByRole("button", { name: "Look again" }).press("Enter"),
    ]);
    await expectAdminLooks(page, "health");
    await expectRetry(page, /api\/health/, "applied");
    expect(complaints).toEqual([]);
  });
});

describe("keys", () => {
  it("are none of HS256", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/keys");
    await page.getByText("There are no keys").waitFor();
  });

  it("are rotated once every server knows the next one, and end once the word is typed", async () => {
    const own = await startAdminServer([], { WAFER_ALGORITHM: "EdDSA" });
    const { page, complaints } = await visitAdmin(browser, own, "/admin/keys");
    await page.getByRole("cell", { name: "active" }).waitFor();
    await page.getByRole("button", { name: "Generate the next key" }).press("Enter");
    await page.getByRole("cell", { name: "next", exact: true }).waitFor();
    await page.getByRole("button", { name: "Rotate" }).click();
    await page.getByText("Rotate again after").waitFor();
    await page.waitForTimeout(10_500);
    await page.getByRole("button", { name: "Rotate" }).click();
    await page.getByRole("cell", { name: "retired" }).waitFor();
    await expectAdminLooks(page, "keys");
    await page.getByRole("button", { name: /End the key/ }).click();
    await page.getByLabel("Type “end”").fill("end");
    await page.keyboard.press("Enter");
    await page.getByRole("cell", { name: "ended" }).waitFor();
    await expectRetry(page, /api\/keys/, "ended");
    expect(complaints).toEqual([]);
    await own.stop();
  });
});
