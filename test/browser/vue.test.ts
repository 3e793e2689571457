import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { ALICE, startTestServer, type TestServer } from "../setup/server.ts";
import { expectGoodLooks, heading, launchBrowser, signInElsewhere, visit } from "./browser.ts";
import { type SameOrigin, serveSameOrigin } from "./same-origin.ts";

const BOB = { username: "bob", password: "tide clock marble" };
const folder = mkdtempSync(join(tmpdir(), "wafer-vue-"));

let browser: Browser;
let server: TestServer;
let frontEnd: SameOrigin;
beforeAll(async () => {
  const config = ["--config", "test/browser/fixtures/vue.config.ts"];
  const parameters = ["build", "examples/vue", ...config, "--outDir", folder, "--logLevel", "error"];
  execFileSync("node_modules/.bin/vite", parameters, { stdio: "inherit" });
  [browser, frontEnd] = await Promise.all([launchBrowser(), serveSameOrigin(folder)]);
  server = await startTestServer({
    env: { WAFER_TRUSTED_ORIGINS: frontEnd.origin, WAFER_LOGIN_ATTEMPTS_PER_ADDRESS: "1000" },
    users: [ALICE, BOB],
  });
  frontEnd.api = server.url;
});
afterAll(async () => {
  await browser.close();
  frontEnd.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function open(path: string, page?: Page): Promise<Page> {
  const shown = page ?? (await visit(browser, { reducedMotion: "reduce" })).page;
  await shown.goto(frontEnd.origin + path);
  return shown;
}

async function fillIn(page: Page, { username, password } = ALICE): Promise<void> {
  await page.getByLabel("User name").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Alice's home page, in a browser of its own. */
async function home(): Promise<Page> {
  const page = await open("/");
  await fillIn(page);
  await page.getByRole("heading", { name: "Home" }).waitFor();
  return page;
}

const path = (page: Page) => page.url().slice(frontEnd.origin.length);

describe("the guard", () => {
  it("asks once who is there, sends a stranger to the form, and back to where they wanted", async () => {
    const page = await open("/sign-in");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await open("/devices?sort=name&page=2#list", page);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(new URL(page.url()).searchParams.get("next")).toBe("/devices?sort=name&page=2#list");
    expect(asked.filter((name) => name === "/api/me")).toHaveLength(1);
    await fillIn(page);
    await page.getByRole("heading", { name: "Your devices" }).waitFor();
    expect(path(page)).toBe("/devices?sort=name&page=2#list");
    await page.goBack();
    expect(path(page)).not.toContain("/devices");
  });

  it.each([
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "/%09/evil.example",
    "javascript:alert(1)",
  ])("goes home in place of %j (W-01)", async (next) => {
    const page = await open(`/sign-in?next=${encodeURIComponent(next)}`);
    await fillIn(page);
    await page.getByRole("heading", { name: "Home" }).waitFor();
    expect(path(page)).toBe("/");
  });

  it("lets in who is signed in after a reload, and keeps them from the form", async () => {
    const page = await home();
    await open("/devices", page);
    await page.getByRole("heading", { name: "Your devices" }).waitFor();
    await open("/sign-in?next=/devices", page);
    await page.getByRole("heading", { name: "Your devices" }).waitFor();
  });

  it("neither lets in nor signs out while the server is away, and tries again", async () => {
    const page = await home();
    const { api } = frontEnd;
    frontEnd.api = "http://localhost:9";
    await open("/devices", page);
    expect(await page.getByRole("alert").textContent()).toContain("No answer from the server.");
    expect(path(page)).toBe("/devices");
    frontEnd.api = api;
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Your devices" }).waitFor();
  });
});

describe("the state", () => {
  it("follows another tab that signs out, within a second", async () => {
    const page = await home();
    const other = await open("/devices", await page.context().newPage());
    await other.getByText("(this device)").waitFor();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await other.getByText("You are signed out.").waitFor({ timeout: 1_000 });
    expect(path(other)).toBe("/sign-in?next=/devices");
    expect(await other.getByText("(this device)").count()).toBe(0);
    expect(await page.context().cookies()).toEqual([]);
  });

  it("shows another user who signs in in another tab, and nothing of the former one", async () => {
    const page = await home();
    const other = await open("/", await page.context().newPage());
    await other.getByText("alice@example.org").waitFor();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await fillIn(page, BOB);
    await other.getByText("bob", { exact: true }).waitFor();
    expect(await other.content()).not.toContain("alice");
  });

  it("tells of a session that was ended on another device", async () => {
    const [page, elsewhere] = [await home(), await home()];
    await elsewhere.getByRole("button", { name: "Sign out other devices" }).click();
    await elsewhere.getByText("All other devices are signed out.").waitFor();
    await page.getByRole("button", { name: "Ask who I am" }).click();
    await page.getByText("Your session has ended. Sign in again.").waitFor();
  });

  it("renews an access token that is gone, and sends the CSRF token after a reload", async () => {
    const page = await home();
    await page.reload();
    await page.context().clearCookies({ name: "__Host-Http-access_token" });
    await page.getByRole("button", { name: "Sign out other devices" }).click();
    await page.getByText("All other devices are signed out.").waitFor();
  });
});

describe("the pages", () => {
  it("say that a password is wrong, take the focus there and keep what was typed", async () => {
    const page = await open("/sign-in");
    await fillIn(page, { ...ALICE, password: "not her password" });
    const alert = page.getByRole("alert");
    expect(await alert.textContent()).toBe("The user name or the password is wrong.");
    expect(await page.evaluate("document.activeElement.id")).toBe("failure");
    expect(await page.getByLabel("User name").inputValue()).toBe("alice");
    expect(await page.getByLabel("User name").getAttribute("aria-describedby")).toBe("failure");
  });

  it("show the password and hide it when it is sent, and tell of Caps Lock", async () => {
    const page = await open("/sign-in");
    const password = page.getByLabel("Password", { exact: true });
    await page.getByRole("button", { name: "Show password", pressed: false }).click();
    expect(await password.getAttribute("type")).toBe("text");
    await page.evaluate(`document.getElementById("password").dispatchEvent(
      new KeyboardEvent("keydown", { modifierCapsLock: true }))`);
    await page.getByText("Caps Lock is on.").waitFor();
    await fillIn(page, { ...ALICE, password: "not her password" });
    await page.getByRole("alert").waitFor();
    expect(await password.getAttribute("type")).toBe("password");
  });

  it("count down after too many attempts, say so at the end, and let in again", async () => {
    const strict = await startTestServer({
      env: {
        WAFER_TRUSTED_ORIGINS: frontEnd.origin,
        WAFER_LOGIN_ATTEMPTS_PER_ACCOUNT: "1",
        WAFER_LOGIN_ATTEMPT_WINDOW: "3s",
      },
    });
    frontEnd.api = strict.url;
    onTestFinished(() => {
      frontEnd.api = server.url;
      return strict.stop();
    });
    const page = await open("/sign-in");
    const button = page.getByRole("button", { name: "Sign in" });
    await fillIn(page, { ...ALICE, password: "not her password" });
    await page.getByText("is wrong.").waitFor();
    await button.click();
    await page.getByText(/^[123] s left\.$/).waitFor();
    expect(await button.isDisabled()).toBe(true);
    await page.getByText("You can try again now.").waitFor();
    await fillIn(page);
    await page.getByRole("heading", { name: "Home" }).waitFor();
  });

  it("can be used by keyboard alone", async () => {
    await signInElsewhere(server.url, ALICE);
    const page = await open("/devices");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    for (const text of ["alice", ALICE.password]) {
      await page.keyboard.press("Tab");
      await page.keyboard.type(text);
    }
    await page.keyboard.press("Enter");
    await page.getByText("(this device)").waitFor();
    expect(await page.evaluate("document.activeElement.localName")).toBe("h1");
    await tabTo(page, "Sign out curl");
    await page.keyboard.press("Enter");
    await page.getByText("curl is signed out.").waitFor();
    await tabTo(page, "Home");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Home" }).waitFor();
    await tabTo(page, "Sign out");
    await page.keyboard.press("Enter");
    await page.getByText("You are signed out.").waitFor();
  });

  it.each(["/sign-in", "/", "/devices"])(
    "have no barrier in light or dark, and no overflow at 360 px: %s",
    async (name) => {
      const { page, complaints } = await visit(browser, { reducedMotion: "reduce" });
      await open(name, page);
      if (name === "/sign-in") await fillIn(page, { ...ALICE, password: "not her password" });
      else await fillIn(page);
      const sign = { "/": "Session ends", "/devices": "(this device)" }[name] ?? "is wrong.";
      await page.getByText(sign).waitFor();
      await expectGoodLooks(page);
      expect([await heading(page), ...complaints]).toEqual([await page.title()]);
    },
  );
});

/** Presses Tab until the control of that name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate("document.activeElement.textContent.trim()")) === name) return;
  }
  throw new Error(`Tab never came to ${name}`);
}
