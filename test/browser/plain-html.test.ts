import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ALICE, freePort, startTestServer, type TestServer } from "../setup/server.ts";
import { findBarriers, launchBrowser, overflow, signInElsewhere, type Visit, visit } from "./browser.ts";

const MARKUP = "<b onclick=alert(1)>Bob</b>";
const BOB = { username: "bob", password: "tide clock marble", firstName: MARKUP, email: "bob@example.org" };
const LIMITS = { WAFER_LOGIN_ATTEMPTS_PER_ACCOUNT: "1", WAFER_LOGIN_ATTEMPT_WINDOW: "5s" };

let browser: Browser;
let server: TestServer;
let example: ChildProcess;
let url: string;
const visits: Visit[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  url = `http://localhost:${await freePort()}`;
  server = await startTestServer({ env: { WAFER_TRUSTED_ORIGINS: url, ...LIMITS }, users: [ALICE, BOB] });
  example = await startExample(url, server.url);
});
afterEach(async () => {
  // No test may break the page's own Content Security Policy, nor its script.
  for (const { page, complaints } of visits.splice(0)) {
    expect(complaints).toEqual([]);
    await page.context().close();
  }
});
afterAll(async () => {
  await browser.close();
  example.kill();
  await server.stop();
});

/** The example's own server, as people start it. */
async function startExample(at: string, waferUrl: string): Promise<ChildProcess> {
  const env = { ...process.env, PORT: new URL(at).port, WAFER_URL: waferUrl };
  const child = spawn(process.execPath, ["examples/plain-html/server.mjs"], { env });
  await once(child.stdout, "data");
  return child;
}

async function open(at: string, options: BrowserContextOptions = {}): Promise<Page> {
  const visited = await visit(browser, options);
  visits.push(visited);
  await visited.page.goto(at);
  return visited.page;
}

async function openExample(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await open(url, options);
  await page.getByRole("heading", { name: /^Sign/ }).waitFor();
  return page;
}

const password = (page: Page) => page.getByLabel("Password", { exact: true });

async function signIn(page: Page, user: { username: string; password: string } = ALICE): Promise<void> {
  await page.getByLabel("User name or e-mail address").fill(user.username);
  await password(page).fill(user.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function openSignedIn(): Promise<Page> {
  const page = await openExample();
  await signIn(page);
  await page.getByRole("heading", { name: "Signed in as alice" }).waitFor();
  await page.getByText("(this one)").waitFor();
  return page;
}

const focused = (page: Page) => page.evaluate<string>("document.activeElement.id");

it("the example's server ends with 1 and one sentence where its port is taken", async () => {
  const { port } = new URL(url);
  const env = { ...process.env, PORT: port };
  const second = spawnSync(process.execPath, ["examples/plain-html/server.mjs"], { env, encoding: "utf8" });
  expect([second.status, second.stdout, second.stderr]).toEqual([
    1,
    "",
    `Port ${port} cannot be used: another program has it. Choose another with PORT.\n`,
  ]);
});

describe("the sign-in form of the example without a framework", () => {
  it("signs in by keyboard alone, and out again, with the focus where one reads on", async () => {
    const page = await openExample();
    await page.keyboard.press("Tab");
    await page.keyboard.type("alice");
    await page.keyboard.press("Tab");
    await page.keyboard.type(ALICE.password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Signed in as alice" }).waitFor();
    expect(await focused(page)).toBe("title");
    await page.getByText("(this one)").waitFor();
    for (let count = 0; count < 3; count++) await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("sign-out");
    await page.keyboard.press("Enter");
    await page.getByText("You are signed out.").waitFor();
    expect(await focused(page)).toBe("title");
    expect(await page.context().cookies()).toEqual([]);
    expect(await password(page).inputValue()).toBe("");
  });

  it("says that a password is wrong, takes the focus there and keeps what was typed", async () => {
    const page = await openExample();
    await signIn(page, { username: "nobody", password: "not it at all" });
    await page.getByText("The user name or the password is wrong.").waitFor();
    expect(await focused(page)).toBe("failure");
    const name = page.getByLabel("User name or e-mail address");
    expect(await name.inputValue()).toBe("nobody");
    expect(await password(page).inputValue()).toBe("not it at all");
    for (const field of [name, password(page)]) {
      expect(await field.getAttribute("aria-invalid")).toBe("true");
      expect(await field.getAttribute("aria-describedby")).toBe("failure");
    }
  });

  it("shows the password while its button is pressed, and hides it when the form is sent", async () => {
    const page = await openExample();
    await page.getByLabel("User name or e-mail address").fill("somebody");
    await password(page).fill("tide clock marble");
    await page.getByRole("button", { name: "Show password", pressed: false }).click();
    expect(await password(page).getAttribute("type")).toBe("text");
    await page.getByRole("button", { name: "Hide password", pressed: true }).waitFor();
    await page.getByRole("button", { name: "Sign in" }).click();
    expect(await password(page).getAttribute("type")).toBe("password");
    await page.getByRole("button", { name: "Show password", pressed: false }).waitFor();
  });

  it("tells that Caps Lock is on while a password is typed", async () => {
    const page = await openExample();
    const press = (isOn: boolean) =>
      page.evaluate(`document.getElementById("password").dispatchEvent(
        new KeyboardEvent("keydown", { modifierCapsLock: ${isOn} }))`);
    await press(true);
    expect(await page.getByRole("status").textContent()).toBe("Caps Lock is on.");
    await press(false);
    expect(await page.getByRole("status").textContent()).toBe("");
  });

  it("sends one request, however often its button is pressed", async () => {
    const page = await openExample();
    let count = 0;
    page.on("request", (request) => {
      if (request.url().endsWith("/login")) count++;
    });
    await page.getByLabel("User name or e-mail address").fill("alice");
    await password(page).fill(ALICE.password);
    await page.evaluate("for (let n = 0; n < 3; n++) document.querySelector('[type=submit]').click()");
    await page.getByRole("heading", { name: "Signed in as alice" }).waitFor();
    expect(count).toBe(1);
  });

  it("counts down after too many attempts, says so at the end, and lets in again", async () => {
    const page = await openExample();
    const button = page.getByRole("button", { name: "Sign in" });
    for (let count = 0; count < 2; count++) {
      await signIn(page, { ...BOB, password: "not his at all" });
      await page.getByRole("alert").waitFor();
    }
    await page.getByText(/^[1-5] s left$/).waitFor();
    expect(await button.isDisabled()).toBe(true);
    expect(await page.getByRole("status").textContent()).toBe("");
    await page.getByText("You can try again now.").waitFor();
    await signIn(page, BOB);
    await page.getByRole("heading", { name: "Signed in as bob" }).waitFor();
  });
});

describe("the signed-in page of the example without a framework", () => {
  it("is still there after a reload, and script sees no token", async () => {
    const page = await openSignedIn();
    await page.reload();
    await page.getByRole("heading", { name: "Signed in as alice" }).waitFor();
    await page.getByText("alice@example.org").waitFor();
    expect(await page.evaluate("document.cookie")).toMatch(/^__Host-csrftoken=[\w-]+$/);
  });

  it("renews an access token that is gone, with the request that needs it", async () => {
    const page = await openSignedIn();
    await page.context().clearCookies({ name: "__Host-Http-access_token" });
    const refreshed = page.waitForResponse((answer) => answer.url() === `${url}/auth/token/refresh`);
    await page.getByRole("button", { name: "Ask who I am" }).click();
    expect((await refreshed).status()).toBe(200);
    await page.getByText("The server knows you.").waitFor();
  });

  it("lists the devices, ends one of them, and all the others by an unsafe call", async () => {
    for (let count = 0; count < 3; count++) await signInElsewhere(server.url, ALICE);
    const page = await openSignedIn();
    const devices = page.getByRole("listitem");
    const before = await devices.count();
    expect(before).toBeGreaterThanOrEqual(4);
    await devices.getByRole("button").first().click();
    await page.getByText("That device is signed out.").waitFor();
    expect([await devices.count(), await focused(page)]).toEqual([before - 1, "devices-title"]);
    const sent = page.waitForRequest(`${url}/auth/logout/others`);
    await page.getByRole("button", { name: "Sign out other devices" }).click();
    await page.getByText("All other devices are signed out.").waitFor();
    expect((await sent).headers()["x-csrftoken"]).toMatch(/^[\w-]{86}$/);
    expect(await devices.count()).toBe(1);
  });

  it("shows what a user is called as text, whatever it is", async () => {
    const page = await openExample();
    await signIn(page, BOB);
    await page.getByText(MARKUP, { exact: true }).waitFor();
    expect(await page.locator("b").count()).toBe(0);
  });

  it("follows another tab: who signs out there is signed out here, and nothing of them is left", async () => {
    const page = await openSignedIn();
    const other = await page.context().newPage();
    await other.goto(url);
    await other.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByText("You are signed out.").waitFor();
    expect(await page.content()).not.toMatch(/alice/i);
  });

  it("shows who signed in elsewhere, while what it asked for the one before is still under way", async () => {
    const page = await openExample();
    const { promise, resolve } = Promise.withResolvers<void>();
    await page.route("**/auth/sessions", (route) => promise.then(() => route.continue()), { times: 1 });
    await signIn(page);
    await page.getByRole("heading", { name: "Signed in as alice" }).waitFor();
    const other = await page.context().newPage();
    await other.goto(url);
    await other.getByRole("button", { name: "Sign out", exact: true }).click();
    await signIn(other, BOB);
    await page.getByText(BOB.email).waitFor();
    resolve();
    await page.waitForLoadState("networkidle");
    expect(await page.content()).not.toMatch(/alice/i);
  });

  it("says once that the session has ended, when it ended elsewhere", async () => {
    const page = await openSignedIn();
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Ask who I am" }).click();
    await page.getByText("Your session has ended. Sign in again.").waitFor();
    expect([await focused(page), await page.getByRole("alert").count()]).toEqual(["title", 0]);
  });
});

describe("the example without a framework", () => {
  it.each(["light", "dark"] as const)(
    "has no barrier in %s, and fits 360 and 320 px",
    async (colorScheme) => {
      const page = await openExample({ colorScheme, reducedMotion: "reduce" });
      const views = [
        async () => {},
        async () => {
          await signIn(page, { username: "nobody", password: "not it at all" });
          await page.getByRole("alert").waitFor();
        },
        async () => {
          await signInElsewhere(server.url, ALICE);
          await signIn(page);
          await page.getByText("(this one)").waitFor();
        },
      ];
      for (const show of views) {
        await show();
        expect(await findBarriers(page)).toEqual([]);
        for (const width of [360, 320]) {
          await page.setViewportSize({ width, height: 700 });
          expect(await overflow(page)).toBe(0);
        }
      }
    },
  );

  it("says that the server is away, and goes on once it is there", async () => {
    const port = String(await freePort());
    const at = `http://localhost:${await freePort()}`;
    const lonely = await startExample(at, `http://localhost:${port}`);
    const page = await open(at);
    await page.getByRole("heading", { name: "Not connected" }).waitFor();
    expect(await focused(page)).toBe("failure");
    const late = await startTestServer({ env: { PORT: port, WAFER_TRUSTED_ORIGINS: at } });
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    lonely.kill();
    await late.stop();
  });

  it("has a policy that allows no inline script, and serves no file but its own", async () => {
    const page = await fetch(url);
    expect(page.headers.get("content-security-policy")).toMatch(/default-src 'none'; script-src 'self';/);
    expect(page.headers.get("content-security-policy")).not.toContain("unsafe");
    expect(await page.text()).not.toMatch(/<script>|<style|style=|\son\w+=/);
    for (const path of ["/server.mjs", "/wafer-auth/..%2f..%2fpackage.json", "/%2e%2e/server.mjs", "/x"])
      expect((await fetch(url + path)).status).toBe(404);
  });
});
