import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALICE, type TestServer } from "../setup/server.ts";
import { addPeople, ROOT, rowNames, startAdminServer, visitAdmin } from "./admin.ts";
import { launchBrowser, signIn, visit } from "./browser.ts";

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startAdminServer([ALICE]);
  await addPeople(
    server,
    Array.from({ length: 60 }, () => ({})),
  );
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const GRACE = { username: "grace", password: "tide clock marble" };

async function createUser(page: Page, { username, password }: typeof GRACE): Promise<void> {
  await page.getByRole("link", { name: "Add user" }).click();
  await page.getByLabel("User name").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create user" }).click();
  await page.getByRole("heading", { level: 1, name: username }).waitFor();
}

describe("a user", () => {
  it("who is created can sign in, and is out on their next request once their sessions are ended", async () => {
    const { page, complaints } = await visitAdmin(browser, server, "/admin/users");
    await createUser(page, GRACE);
    const grace = await visit(browser);
    await signIn(grace.page, server.url, GRACE);
    await grace.page.waitForURL(`${server.url}/account`);
    await page.keyboard.press("r");
    await page.getByRole("button", { name: "End all sessions" }).click();
    await page.getByText("The sessions have ended.").waitFor();
    await page.getByText("Signed in nowhere.").waitFor();
    await grace.page.reload();
    expect(grace.page.url()).toContain("/sign-in");
    expect(complaints).toEqual([]);
  });

  it("is changed, and the form keeps what was typed where it is refused", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/users?search=alice");
    await page.getByRole("link", { name: "alice" }).click();
    await page.getByLabel("Last name").fill("Pleasance");
    await page.getByLabel("User name").fill("not allowed!");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("alert").getByText("letters, digits").waitFor();
    expect(await page.getByLabel("Last name").inputValue()).toBe("Pleasance");
    await page.getByLabel("User name").fill("alice");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Saved.").waitFor();
    await page.getByText("Alice Pleasance").waitFor();
  });

  it("is given permissions, deactivated, activated and, once the name is typed, deleted", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/users");
    await createUser(page, { username: "fading", password: GRACE.password });
    await page.getByLabel("events.view").check();
    await page.getByRole("button", { name: "Save permissions" }).click();
    await page.getByText("The permissions are saved.").waitFor();
    expect(await page.getByLabel("events.view").isChecked()).toBe(true);
    await page.getByRole("button", { name: "Deactivate" }).click();
    await page.getByRole("button", { name: "Activate" }).click();
    await page.getByText("User activated").waitFor();
    await page.getByText("by root").first().waitFor();
    await page.getByRole("button", { name: "Delete this user" }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByRole("button", { name: "Delete" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Type “fading”").fill("fading");
    await dialog.getByRole("button", { name: "Delete" }).click();
    await page.waitForURL(`${server.url}/admin/users`);
    await page.getByText("fading is deleted.").waitFor();
  });
});

describe("the list of users", () => {
  it("has its whole state in the address: sort, filter, columns, size and page", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/users?limit=25");
    await page.getByRole("button", { name: "User", exact: false }).first().click();
    await page.getByRole("button", { name: /^User/ }).first().click();
    await page.waitForURL(/sort=-username/);
    await page.getByRole("link", { name: "user-059" }).waitFor();
    expect(await page.locator("th[aria-sort=descending]").count()).toBe(1);
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("link", { name: "user-034" }).waitFor();
    const second = await rowNames(page);
    await page.reload();
    await page.getByRole("link", { name: "user-034" }).waitFor();
    expect(await rowNames(page)).toEqual(second);
    await page.getByRole("button", { name: "Previous" }).click();
    await page.getByRole("link", { name: "user-059" }).waitFor();
    await page.getByText("Columns", { exact: true }).click();
    await page.getByLabel("E-mail", { exact: true }).uncheck();
    await page.reload();
    await page.getByRole("link", { name: "user-059" }).waitFor();
    expect(await page.getByRole("columnheader", { name: "E-mail" }).count()).toBe(0);
    await page.getByRole("combobox", { name: "Role" }).selectOption("Superuser");
    await page.getByText("1 user", { exact: true }).waitFor();
    expect(await rowNames(page)).toEqual(["root"]);
    await page.goBack();
    await page.getByRole("link", { name: "user-059" }).waitFor();
  });

  it("searches while it is typed, and tells nothing found from nobody there", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/users");
    await page.getByLabel("Search").fill("user-01");
    await page.getByText("10 users").waitFor();
    expect(page.url()).toContain("search=user-01");
    await page.getByLabel("Search").fill("nobody-of-that-name");
    await page.getByText("Nothing matches.").waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByRole("link", { name: "user-001" }).waitFor();
    expect(await page.getByLabel("Search").inputValue()).toBe("");
  });

  it("shows an error with its code, the id of the request and Retry", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/users?limit=abc");
    await page.getByText("invalid_request").waitFor();
    const id = await page.getByRole("alert").locator("code").nth(1).textContent();
    expect(id).toMatch(/^[\w-]+-\w+$/);
    await page.getByRole("button", { name: "Retry" }).waitFor();
  });

  it("tells that it is offline, and that what it shows could not be renewed", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/users");
    await page.getByRole("link", { name: "user-001" }).waitFor();
    await page.context().setOffline(true);
    await page.getByText("You are offline.").waitFor();
    await page.locator("h1").press("r");
    await page.getByText("it could not be renewed").waitFor();
    await page.getByRole("link", { name: "user-001" }).waitFor();
    await page.context().setOffline(false);
    await page.getByText("it could not be renewed").waitFor({ state: "detached" });
  });
});

describe("without a mouse", () => {
  it("searches, goes along the rows, selects, opens, and gives the focus back after a dialog", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/users");
    await page.getByRole("link", { name: "user-001" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("user-01n?x");
    await page.waitForURL(/search=user-01n/);
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("user-01");
    await page.getByText("10 users").waitFor();
    await page.keyboard.press("Escape");
    // Longer than the pause after which it would be searched again.
    await page.waitForTimeout(400);
    expect(await page.getByLabel("Search").inputValue()).toBe("user-01");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("x");
    await page.getByText("1 selected").waitFor();
    expect(await page.getByLabel("Select user-011").isChecked()).toBe(true);
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    expect(await page.evaluate<string>("document.activeElement.tagName")).toBe("TR");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "user-011" }).waitFor();
    await expect.poll(() => page.evaluate<string>("document.activeElement.textContent")).toBe("user-011");
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "Users" }).waitFor();
    await page.keyboard.press("n");
    await page.getByRole("heading", { level: 1, name: "New user" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate<string>("document.activeElement.name")).toBe("new-username");
  });

  it("skips to the content", async () => {
    const { page } = await visitAdmin(browser, server, "/admin/users");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate<string>("document.activeElement.id")).toBe("content");
  });
});

describe("a proof of the password that is too old", () => {
  it("is asked for once more, and what was typed is saved then", async () => {
    const own = await startAdminServer([ALICE], { WAFER_REAUTHENTICATION_AGE: "1s" });
    const { page } = await visitAdmin(browser, own, "/admin/users");
    await page.getByRole("link", { name: "alice" }).click();
    await page.getByLabel("First name").fill("Alicia");
    await page.waitForTimeout(1100);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Your password").fill("not it");
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await dialog.getByText("wrong_password").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    expect(await page.getByLabel("First name").inputValue()).toBe("Alicia");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await dialog.getByLabel("Your password").fill(ROOT.password);
    await page.keyboard.press("Enter");
    await page.getByText("Saved.").waitFor();
    await page.getByText("Alicia Liddell").waitFor();
    await own.stop();
  });
});
