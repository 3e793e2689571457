import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALICE, startTestServer, type TestServer } from "../setup/server.ts";
import { ACCOUNT_HEADING, heading, launchBrowser, signIn, visit } from "./browser.ts";

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser();
  server = await startTestServer();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const WRONG = { username: "alice", password: "not her password" };

describe("the sign-in page", () => {
  it("signs in by keyboard alone, and out again", async () => {
    const { page } = await visit(browser);
    await page.goto(server.url);
    await page.keyboard.type("alice");
    await page.keyboard.press("Tab");
    await page.keyboard.type(ALICE.password);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${server.url}/account`);
    expect(await heading(page)).toBe(ACCOUNT_HEADING);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("You are signed out.").waitFor();
  });

  it("says that a password is wrong, takes the focus there and keeps the name typed", async () => {
    const { page } = await visit(browser);
    await signIn(page, server.url, WRONG);
    const alert = page.getByRole("alert");
    expect(await alert.textContent()).toBe("The user name or the password is wrong.");
    expect(await page.evaluate("document.activeElement.id")).toBe("failure");
    expect(await page.getByLabel("User name or e-mail address").inputValue()).toBe("alice");
    expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe("");
  });

  it("goes to the page asked for, and to none of another site (W-01)", async () => {
    const { page } = await visit(browser);
    await page.goto(`${server.url}/sign-in?next=${encodeURIComponent("/me")}`);
    await page.getByLabel("User name or e-mail address").fill("alice");
    await page.getByLabel("Password", { exact: true }).fill(ALICE.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`${server.url}/me`);
    for (const next of ["//evil.example", "/\\evil.example", "https:evil.example", "/%09/evil.example"]) {
      await page.goto(`${server.url}/sign-in?next=${encodeURIComponent(next)}`);
      expect(page.url()).toBe(`${server.url}/account`);
    }
  });

  it("shows the password while its button is pressed, and hides it when the form is sent", async () => {
    const { page } = await visit(browser);
    await page.goto(`${server.url}/sign-in`);
    const input = page.getByLabel("Password", { exact: true });
    await input.fill("tide clock marble");
    await page.getByRole("button", { name: "Show password", pressed: false }).click();
    expect(await input.getAttribute("type")).toBe("text");
    await page.getByRole("button", { name: "Hide password", pressed: true }).waitFor();
    await page.evaluate("document.forms[0].addEventListener('submit', (event) => event.preventDefault())");
    await page.getByLabel("User name or e-mail address").fill("alice");
    await page.getByRole("button", { name: "Sign in" }).click();
    expect(await input.getAttribute("type")).toBe("password");
  });

  it("sends a form once, however often its button is pressed, and keeps the button's label", async () => {
    const { page } = await visit(browser);
    await page.goto(`${server.url}/sign-in`);
    await page.evaluate(`{ window.sent = 0; document.forms[0].addEventListener("submit", (event) => {
      if (!event.defaultPrevented) window.sent += 1;
      event.preventDefault();
    }) }`);
    await page.getByLabel("User name or e-mail address").fill("alice");
    await page.getByLabel("Password", { exact: true }).fill("tide clock marble");
    const button = page.getByRole("button", { name: "Sign in" });
    await button.click();
    await button.click();
    expect(await page.evaluate("window.sent")).toBe(1);
    expect([await button.getAttribute("aria-busy"), await button.textContent()]).toEqual(["true", "Sign in"]);
  });

  it("tells that Caps Lock is on while a password is typed", async () => {
    const { page } = await visit(browser);
    await page.goto(`${server.url}/sign-in`);
    const press = (isOn: boolean) =>
      page.evaluate(`document.getElementById("password").dispatchEvent(
        new KeyboardEvent("keydown", { modifierCapsLock: ${isOn} }))`);
    await press(true);
    expect(await page.getByRole("status").textContent()).toBe("Caps Lock is on.");
    await press(false);
    expect(await page.getByRole("status").textContent()).toBe("");
  });

  it("works without JavaScript, the account page too", async () => {
    const { page } = await visit(browser, { javaScriptEnabled: false });
    await signIn(page, server.url, WRONG);
    expect(await page.getByRole("alert").textContent()).toBe("The user name or the password is wrong.");
    expect(await page.getByRole("button").count()).toBe(1);
    await signIn(page, server.url);
    expect(await heading(page)).toBe(ACCOUNT_HEADING);
    const times = await page.locator("time").allTextContents();
    expect([times.length > 0, times.filter((time) => !time.endsWith(" UTC"))]).toEqual([true, []]);
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    expect(await page.getByRole("status").first().textContent()).toBe("You are signed out.");
    await page.goBack();
    expect(await page.content()).not.toContain("Liddell");
  });
});

describe("after too many attempts", () => {
  it("counts down, says so at the end, and lets in again", async () => {
    const limits = { WAFER_LOGIN_ATTEMPTS_PER_ACCOUNT: "1", WAFER_LOGIN_ATTEMPT_WINDOW: "3s" };
    const strict = await startTestServer({ env: limits });
    const { page } = await visit(browser);
    await signIn(page, strict.url, WRONG);
    await signIn(page, strict.url, WRONG);
    const button = page.getByRole("button", { name: "Sign in" });
    expect(await page.getByRole("alert").textContent()).toMatch(
      /^Too many attempts. Try again in [123] seconds?\.$/,
    );
    expect(await button.isDisabled()).toBe(true);
    expect(await page.locator(".countdown").textContent()).toMatch(/^[123] seconds? left$/);
    expect(await page.getByRole("status").textContent()).toBe("");
    await page.getByText("You can try again now.").waitFor();
    expect(await button.isDisabled()).toBe(false);
    await page.getByLabel("Password", { exact: true }).fill(ALICE.password);
    await button.click();
    await page.waitForURL(`${strict.url}/account`);
    await strict.stop();
  });
});

describe("with an access token that has run out", () => {
  it("stays signed in over a page load and over a form that was filled in slowly", async () => {
    const hasty = await startTestServer({ env: { WAFER_ACCESS_TOKEN_LIFETIME: "1s" } });
    const { page } = await visit(browser);
    await signIn(page, hasty.url);
    await page.waitForURL(`${hasty.url}/account`);
    await page.waitForTimeout(1_100);
    await page.reload();
    expect(await heading(page)).toBe(ACCOUNT_HEADING);
    await page.getByLabel("Current password").fill(ALICE.password);
    await page.getByLabel("New password").fill("tide clock marble");
    await page.waitForTimeout(1_100);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("The password is changed.").waitFor();
    await page.waitForTimeout(1_100);
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await page.getByText("You are signed out on all devices.").waitFor();
    await hasty.stop();
  });
});
