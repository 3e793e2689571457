import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuth } from "../../src/index.ts";
import type { TestServer } from "../setup/server.ts";
import { addPeople, rowNames, startAdminServer, visitAdmin } from "./admin.ts";
import { launchBrowser } from "./browser.ts";

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startAdminServer();
  await addPeople(
    server,
    Array.from({ length: 99 }, () => ({})),
  );
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

function focusedText(page: Page): Promise<string> {
  return page.evaluate<string>("document.activeElement.textContent");
}

describe("a bulk act", () => {
  it("tells how many it did, who failed and why, and leaves those selected", async () => {
    const { page, complaints } = await visitAdmin(browser, server, "/admin/users?limit=100");
    await page.getByText("100 users").waitFor();
    await page.getByLabel("Select all on this page").check();
    await page.getByText("100 selected").waitFor();
    const auth = await createAuth(server.config.settings);
    await auth.store.db.deleteFrom("users").where("username", "=", "user-007").execute();
    await auth.close();
    await page.getByRole("button", { name: "Deactivate" }).click();
    const dialog = page.getByRole("dialog", { name: "Deactivate: 100 users" });
    await dialog.getByRole("button", { name: "Deactivate" }).click();
    await dialog.getByText("98 done, 2 failed").waitFor();
    await expect.poll(() => focusedText(page)).toBe("Close");
    const reasons = await dialog
      .getByRole("list", { name: "Failed" })
      .getByRole("listitem")
      .allTextContents();
    expect(reasons.sort()).toEqual([
      "root it would lock you out, or nobody could administer any more",
      "user-007 it is not there any more",
    ]);
    await dialog.getByRole("button", { name: "Close" }).click();
    await page.getByText("2 selected").waitFor();
    expect(await page.getByText("inactive", { exact: true }).count()).toBe(98);
    expect(complaints).toEqual([]);
  });

  it("that is cut off tells so, and goes on with those that are left", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/users?limit=25");
    for (const name of ["user-001", "user-002", "user-003"]) await page.getByLabel(`Select ${name}`).check();
    const asked: string[][] = [];
    await page.route("**/admin/api/users/bulk", async (route) => {
      const { ids } = route.request().postDataJSON() as { ids: string[] };
      asked.push(ids);
      if (asked.length > 1) return route.continue();
      const lines = [
        { type: "start", total: 3 },
        { type: "item", id: ids[0], outcome: "ok" },
        { type: "progress", done: 1, ok: 1, unchanged: 0, failed: 0 },
      ];
      const body = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
      return route.fulfill({ status: 200, contentType: "application/x-ndjson", body });
    });
    await page.getByRole("button", { name: "Activate", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Activate" }).click();
    await dialog.getByText("The connection was lost on the way.").waitFor();
    await dialog.getByText("1 of 3").waitFor();
    await expect.poll(() => focusedText(page)).toBe("Cancel");
    await dialog.getByRole("button", { name: "Go on" }).click();
    await dialog.getByText("2 done, 0 failed").waitFor();
    expect(asked[1]).toEqual(asked[0]?.slice(1));
  });

  it("goes over all that match, seen or not; deleting wants a word", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/users?limit=25&search=user-0");
    await page.getByLabel("Select all on this page").check();
    await page.getByRole("button", { name: "Select all that match" }).click();
    await page.getByText("98 selected").waitFor();
    await page.getByRole("button", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByRole("button", { name: "Delete" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Type “delete”").fill("delete");
    await dialog.getByRole("button", { name: "Delete" }).click();
    await dialog.getByText("98 done, 0 failed").waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
    await page.getByText("Nothing matches.").waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByText("1 user", { exact: true }).waitFor();
    expect(await rowNames(page)).toEqual(["root"]);
  });
});
