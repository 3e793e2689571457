import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createAuth, createGroup } from "../../src/index.ts";
import { ALICE, type TestServer } from "../setup/server.ts";
import { ROOT, startAdminServer, visitAdmin } from "./admin.ts";
import { launchBrowser } from "./browser.ts";

let browser: Browser;
let server: TestServer;
let groupPath: string;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startAdminServer([ALICE])]);
  const auth = await createAuth(server.config.settings);
  groupPath = `/admin/groups/${(await createGroup(auth, "Editors")).id}`;
  await auth.close();
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** What others did meanwhile arrives. */
async function refresh(page: Page): Promise<void> {
  const answer = page.waitForResponse((response) =>
    response.url().includes(`/admin/api${groupPath.slice(6)}`),
  );
  await page.locator("h1").press("r");
  await (await answer).finished();
}

async function savePermissions(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save permissions" }).click();
  await page.getByText("The permissions are saved.").waitFor();
}

describe("what another admin saves meanwhile", () => {
  it("takes away nothing that was ticked, and shows in a name that nobody is changing", async () => {
    const { page } = await visitAdmin(browser, server, groupPath);
    await page.getByLabel("users.view").check();
    await page.getByRole("textbox", { name: "Name" }).fill("Writers");
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByRole("heading", { level: 1, name: "Writers" }).waitFor();
    const { page: other } = await visitAdmin(browser, server, groupPath);
    await other.getByLabel("users.view").check();
    await savePermissions(other);
    await other.getByRole("textbox", { name: "Name" }).fill("Authors");
    await other.getByRole("button", { name: "Rename" }).click();
    await other.getByRole("heading", { level: 1, name: "Authors" }).waitFor();
    await refresh(page);
    await page.getByRole("heading", { level: 1, name: "Authors" }).waitFor();
    expect(await page.getByRole("textbox", { name: "Name" }).inputValue()).toBe("Authors");
    expect(await page.getByLabel("users.view").isChecked()).toBe(true);
    expect(await page.getByRole("button", { name: "Save permissions" }).isDisabled()).toBe(true);
    await page.getByLabel("events.view").check();
    await savePermissions(page);
    await page.reload();
    for (const name of ["users.view", "events.view"])
      expect(await page.getByLabel(name).isChecked()).toBe(true);
  });
});

describe("a form whose session has ended", () => {
  it("keeps what was typed, and saves it once its user has signed in in another tab", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/users?search=alice");
    await page.getByRole("link", { name: "alice" }).click();
    await page.getByLabel("First name").fill("Alicia");
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const alert = page.getByRole("alert");
    await alert.getByText("Sign in in another tab, then try again").waitFor();
    const opened = page.context().waitForEvent("page");
    await alert.getByRole("link", { name: "Sign in" }).click();
    const other = await opened;
    await other.getByLabel("User name or e-mail address").fill(ROOT.username);
    await other.getByLabel("Password", { exact: true }).fill(ROOT.password);
    await other.getByRole("button", { name: "Sign in" }).click();
    await other.getByRole("heading", { level: 1, name: "alice" }).waitFor();
    await page.evaluate("dispatchEvent(new Event('focus'))");
    expect(await page.getByLabel("First name").inputValue()).toBe("Alicia");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Saved.").waitFor();
    await page.getByText("Alicia Liddell").waitFor();
  });
});

describe("a choice of groups", () => {
  it("offers those past the first page, in the filter and for a user", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/groups");
    await page.route(/api\/groups\?limit=200/, async (route) => {
      const after = new URL(route.request().url()).searchParams.get("after");
      const [id, next] = after === null ? ["first", "cursor"] : [`past ${after}`, null];
      await route.fulfill({ json: { groups: [{ id, name: `The ${id}` }], next } });
    });
    await page.goto(`${server.url}/admin/users?search=alice`);
    const choice = page.getByRole("combobox", { name: "Group" });
    await choice.waitFor();
    expect(await choice.getByRole("option").allTextContents()).toEqual([
      "Any",
      "The first",
      "The past cursor",
    ]);
    await page.getByRole("link", { name: "alice" }).click();
    await choice.getByRole("option", { name: "The past cursor" }).waitFor({ state: "attached" });
  });
});
