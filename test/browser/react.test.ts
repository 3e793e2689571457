import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { PASSWORD } from "../http/serve.ts";
import { expectGoodLooks, findBarriers } from "./browser.ts";
import { newProfile, outcome, signedInTabs, signIn, signInUnheard, useWorld } from "./client-world.ts";

const SAME_ORIGIN = { baseUrl: "" };

const world = useWorld({ entry: "test/browser/fixtures/react/main.jsx", style: "src/react/style.css" });

/** A page of the app where nobody is signed in; the address may have a query. */
async function openForm(query = "", username = "ada"): Promise<Page> {
  const { tab } = await newProfile(world());
  const page = await tab(SAME_ORIGIN);
  if (query !== "") await page.goto(`${world().frontEnd.origin}/${query}`);
  await nameField(page).fill(username);
  return page;
}

const nameField = (page: Page) => page.getByLabel("User name or e-mail address");
const passwordField = (page: Page) => page.getByLabel("Password", { exact: true });
const submitButton = (page: Page) => page.getByRole("button", { name: "Sign in" });
const notesOf = (page: Page, name: string) => page.getByRole("heading", { name: `Notes of ${name}` });

async function send(page: Page, password: string): Promise<void> {
  await passwordField(page).fill(password);
  await submitButton(page).click();
}

describe("SignInForm", () => {
  it("signs in, and the page shows what it guards", async () => {
    const page = await openForm();
    await send(page, PASSWORD);
    await notesOf(page, "ada").waitFor();
    await page.reload();
    await notesOf(page, "ada").waitFor();
  });

  it("says that a password is wrong, takes the focus there and keeps what was typed", async () => {
    const page = await openForm();
    await send(page, "not her password");
    const alert = page.getByRole("alert");
    expect(await alert.textContent()).toBe("The user name or the password is wrong.");
    const id = await alert.getAttribute("id");
    expect(await page.evaluate("document.activeElement.id")).toBe(id);
    for (const field of [nameField(page), passwordField(page)]) {
      expect(await field.getAttribute("aria-invalid")).toBe("true");
      expect(await field.getAttribute("aria-describedby")).toBe(id);
    }
    expect(await nameField(page).inputValue()).toBe("ada");
    expect(await passwordField(page).inputValue()).toBe("not her password");
    await send(page, "wrong once more");
    await page.waitForFunction("document.activeElement.role === 'alert'");
    await send(page, PASSWORD);
    await notesOf(page, "ada").waitFor();
  });

  it("is filled in and sent by keyboard alone, past the button that shows the password", async () => {
    const page = await openForm();
    await nameField(page).press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    expect(await passwordField(page).getAttribute("type")).toBe("text");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.type")).toBe("submit");
    await page.keyboard.press("Enter");
    await notesOf(page, "ada").waitFor();
  });

  it("counts down after too many attempts, says so at start and end only, and lets in again", async () => {
    const { server } = world();
    await server.addUser({ username: "dora" });
    const page = await openForm("", "dora");
    await page.evaluate(`(async () => {
      for (let status = 0; status !== "too_many_logins";)
        status = (await outcome(() => auth.signIn({ username: "dora", password: "not hers" }))).code;
    })()`);
    await send(page, PASSWORD);
    expect(await page.getByRole("alert").textContent()).toMatch(
      /^Too many attempts. Try again in \d+ (minute|second)s?\.$/,
    );
    const spoken = () => page.getByRole("status").allTextContents();
    const countdown = page.getByText(/^\d+ (minute|second)s? left$/);
    expect([await countdown.count(), await submitButton(page).isDisabled()]).toEqual([1, true]);
    await submitButton(page).click({ force: true });
    expect((await spoken()).join("")).toBe("");
    server.clock.now += 3_600_000;
    await page.evaluate("shift.ms += 3_600_000");
    await page.getByText("You can try again now.").waitFor();
    expect([await countdown.count(), await submitButton(page).isDisabled()]).toEqual([0, false]);
    expect((await spoken()).join("")).toBe("You can try again now.");
    await submitButton(page).click();
    await notesOf(page, "dora").waitFor();
  });

  it("is sent once, however often its button is pressed, which keeps its label", async () => {
    const page = await openForm();
    let logins = 0;
    let answer = (): void => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route("**/login", async (route) => {
      logins += 1;
      await held;
      await route.continue();
    });
    await send(page, PASSWORD);
    await submitButton(page).click();
    await passwordField(page).press("Enter");
    expect(await submitButton(page).getAttribute("aria-busy")).toBe("true");
    answer();
    await notesOf(page, "ada").waitFor();
    expect(logins).toBe(1);
  });

  it("shows the password while its button is pressed, and hides it when the form is sent", async () => {
    const page = await openForm();
    await passwordField(page).fill("not hers");
    const button = page.getByRole("button", { name: "Show password", pressed: false });
    expect(await button.getAttribute("aria-controls")).toBe(await passwordField(page).getAttribute("id"));
    await button.click();
    expect(await passwordField(page).getAttribute("type")).toBe("text");
    await page.getByRole("button", { name: "Hide password", pressed: true }).waitFor();
    await submitButton(page).click();
    await page.getByRole("alert").waitFor();
    expect(await passwordField(page).getAttribute("type")).toBe("password");
  });

  it("tells that Caps Lock is on while a password is typed", async () => {
    const page = await openForm();
    const press = (isOn: boolean) =>
      page.evaluate(`document.querySelector("[name=password]").dispatchEvent(
        new KeyboardEvent("keydown", { modifierCapsLock: ${isOn}, bubbles: true }))`);
    await press(true);
    await page.getByRole("status").getByText("Caps Lock is on.").waitFor();
    await press(false);
    expect((await page.getByRole("status").allTextContents()).join("")).toBe("");
  });

  it.each([
    ["/health", "/health"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["javascript:alert(1)", "/"],
  ])("asked for %s goes to %s (W-01)", async (next, path) => {
    const page = await openForm(`?next=${encodeURIComponent(next)}`);
    await send(page, PASSWORD);
    await page.waitForURL(`${world().frontEnd.origin}${path}`);
  });
});

describe("RequireUser", () => {
  it("waits for the answer, then shows the form where nobody is signed in", async () => {
    const { context, tab } = await newProfile(world());
    let answer = (): void => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await context.route("**/me", async (route) => {
      await held;
      await route.continue();
    });
    const page = await tab(SAME_ORIGIN);
    await page.getByText("One moment").waitFor();
    expect(await page.getByRole("heading").count()).toBe(0);
    answer();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.getByText("session has ended").count()).toBe(0);
  });

  it("says that the server is away, and asks again when told to", async () => {
    world().frontEnd.fate = (call) =>
      call === "GET /me" ? { status: 503, code: "server_busy", retryAfter: "2" } : "through";
    const page = await (await newProfile(world())).tab(SAME_ORIGIN);
    expect(await page.getByRole("alert").textContent()).toBe("The server is busy. Try again in 2 seconds.");
    expect(await findBarriers(page)).toEqual(['page-has-heading-one: <html lang="en">']);
    world().frontEnd.fate = () => "through";
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });
});

describe("what another tab does", () => {
  it("signs this one out within a second, with a notice", async () => {
    const { first, tabs } = await signedInTabs(world(), 2, SAME_ORIGIN);
    await notesOf(first, "ada").waitFor();
    const other = tabs.at(-1) ?? first;
    await other.getByRole("button", { name: "Sign out" }).click();
    await first.getByRole("status").getByText("You are signed out.").waitFor({ timeout: 1_000 });
  });

  it("shows the user who has signed in there, and nothing that was the former one's", async () => {
    const { first, tabs } = await signedInTabs(world(), 2, SAME_ORIGIN);
    await first.getByLabel("Draft").fill("for ada's eyes only");
    await signIn(tabs.at(-1) ?? first, "bob");
    await notesOf(first, "bob").waitFor();
    expect(await first.getByLabel("Draft").inputValue()).toBe("");
  });

  it("tells why, when the session has ended elsewhere", async () => {
    const { first } = await signedInTabs(world(), 1, SAME_ORIGIN);
    await (await world().server.signedIn("ada")).post("/logout/all");
    await first.getByRole("button", { name: "Save" }).click();
    await first.getByRole("status").getByText("Your session has ended. Sign in again.").waitFor();
  });
});

describe("useAuth", () => {
  it("has a refused CSRF token renewed and the request sent again, and the user sees nothing of it", async () => {
    const { first, context, count } = await signedInTabs(world(), 1, SAME_ORIGIN);
    await signInUnheard(world(), context, "ada");
    await first.getByRole("button", { name: "Save" }).click();
    await first.getByRole("status").getByText("200").waitFor();
    expect(count("POST /token/verify")).toBe(2);
    await notesOf(first, "ada").waitFor();
  });
});

describe("a page that a server has rendered", () => {
  it("shows its user before anything was asked, React takes it over as it is, and the answer counts", async () => {
    const { first } = await signedInTabs(world(), 1, SAME_ORIGIN);
    await first.reload();
    await notesOf(first, "ada").waitFor();
    const rendered = await first.evaluate<{ first: string; reports: string[] }>(
      "hydrate({ ...auth.state.user, username: 'former name' })",
    );
    expect(rendered.first).toMatch(/^Notes of former name/);
    await notesOf(first, "ada").waitFor();
    expect(rendered.reports).toEqual([]);
  });
});

function transition(page: Page): Promise<string> {
  return page.evaluate("getComputedStyle(document.querySelector('[type=submit]')).transitionDuration");
}

describe("the default style sheet", () => {
  it("has no barrier in light and dark, fits 360 px and 200 % zoom, and keeps still for who asks", async () => {
    const page = await openForm();
    await outcome(page, "auth.getUser()");
    expect(await transition(page)).not.toBe("0s");
    await page.emulateMedia({ reducedMotion: "reduce" });
    await expectGoodLooks(page);
    await send(page, "not hers");
    await page.getByRole("alert").waitFor();
    await expectGoodLooks(page);
    const sizes = await page.evaluate<number[]>(
      "[...document.querySelectorAll('button')].map((button) => button.getBoundingClientRect().height)",
    );
    for (const height of sizes) expect(height).toBeGreaterThanOrEqual(24);
    expect(await transition(page)).toBe("0s");
    await send(page, PASSWORD);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("You are signed out.").waitFor();
    await expectGoodLooks(page);
  });
});
