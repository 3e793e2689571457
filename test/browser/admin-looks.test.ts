import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALICE, type TestServer } from "../setup/server.ts";
import { addPeople, startAdminServer, visitAdmin } from "./admin.ts";
import { addDemo } from "./admin-demo.ts";
import { takePicture } from "./admin-page.ts";
import { expectGoodLooks, findBarriers, launchBrowser, signInElsewhere } from "./browser.ts";

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startAdminServer([ALICE]);
  await populate(server);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";
const NAMES = [
  "Ada Lovelace",
  "Alan Turing",
  "Barbara Liskov",
  "Grace Hopper",
  "Ken Thompson",
  "Radia Perlman",
];

async function populate(target: TestServer): Promise<void> {
  const people = NAMES.map((name, index) => {
    const [first_name = "", last_name = ""] = name.split(" ");
    const username = first_name.toLowerCase();
    const email = `${username}@example.org`;
    const signedIn = { last_login_at: Date.now() - index * 7_000_000 };
    const flags = { is_active: index === 4 ? 0 : 1, is_staff: index === 3 ? 1 : 0 };
    return {
      username,
      first_name,
      last_name,
      email,
      email_key: email,
      ...flags,
      ...(index === 2 ? {} : signedIn),
    };
  });
  await addPeople(target, people);
  await signInElsewhere(target.url, ALICE, PHONE);
  await fetch(`${target.url}/login`, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": PHONE },
    body: JSON.stringify({ username: "alice", password: "not hers" }),
  });
}

async function openAlice(page: Page): Promise<void> {
  await page.goto(new URL("/admin/users?search=alice", page.url()).href);
  await page.getByRole("link", { name: "alice" }).click();
  await page.getByRole("heading", { name: "Events" }).waitFor();
  await page.getByText("Sign in").first().waitFor();
}

/** How to come to each page and state, from any page of the admin. */
const PAGES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  users: async (page) => {
    await page.goto(new URL("/admin/users", page.url()).href);
    await page.getByRole("link", { name: "barbara" }).first().waitFor();
  },
  "users with some selected": async (page) => {
    await page.goto(new URL("/admin/users", page.url()).href);
    await page.getByLabel("Select ada").check();
    await page.getByText("1 selected").waitFor();
  },
  "users before a bulk delete": async (page) => {
    await page.goto(new URL("/admin/users", page.url()).href);
    await page.getByLabel("Select ada").check();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").waitFor();
  },
  "users where nothing matches": async (page) => {
    await page.goto(new URL("/admin/users?search=nobody", page.url()).href);
    await page.getByText("Nothing matches.").waitFor();
  },
  "a new user": async (page) => {
    await page.goto(new URL("/admin/users/new", page.url()).href);
    await page.getByRole("heading", { name: "New user" }).waitFor();
  },
  "one user": openAlice,
  "a user who is not there": async (page) => {
    await page.goto(new URL("/admin/users/nobody", page.url()).href);
    await page.getByText("not_found").waitFor();
  },
  help: async (page) => {
    await page.goto(new URL("/admin/users", page.url()).href);
    await page.getByRole("link", { name: "barbara" }).first().waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
  },
};

describe("every page of the admin", () => {
  it.each(Object.entries(PAGES))(
    "%s: axe finds nothing, light and dark; 360 and 320 px are enough",
    async (_, open) => {
      const { page, complaints } = await visitAdmin(browser, server, "/admin/users", {
        reducedMotion: "reduce",
      });
      await open(page);
      await expectGoodLooks(page);
      expect(await findBarriers(page)).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );
});

// Asked for by WAFER_PICTURES=1: they are committed, and a run must not change them.
if (process.env["WAFER_PICTURES"] === "1") {
  describe("pictures", () => {
    it("are taken of users and of one user", { timeout: 120_000 }, async () => {
      const demo = await startAdminServer([ALICE]);
      await addDemo(demo);
      for (const [name, open] of [
        ["users", "users"],
        ["user", "one user"],
      ] as const) {
        const { page } = await visitAdmin(browser, demo, "/admin/users", { reducedMotion: "reduce" });
        await PAGES[open]?.(page);
        await takePicture(page, name, 1100);
        await takePicture(page, `${name}-narrow`, 360);
      }
      await demo.stop();
    });
  });
}
