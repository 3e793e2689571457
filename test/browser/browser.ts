import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { expect } from "vitest";
import type { NewUser } from "../../src/index.ts";
import { needProgram } from "../setup/programs.ts";
import { ALICE } from "../setup/server.ts";

const CHROMIUM = "/usr/bin/chromium";
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Debian's Chromium, headless. Installs it where it is absent and we may. */
export async function launchBrowser(extra: readonly string[] = []): Promise<Browser> {
  needProgram(CHROMIUM, "chromium");
  return chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS, ...extra] });
}

/**
 * A profile as people have it. The contexts of {@link launchBrowser} are private windows, where Chromium blocks
 * third-party cookies; here it is the user's choice.
 */
export async function launchProfile(
  folder: string,
  areThirdPartyCookiesBlocked: boolean,
  extra: readonly string[],
): Promise<BrowserContext> {
  needProgram(CHROMIUM, "chromium");
  const preferences = { profile: { cookie_controls_mode: areThirdPartyCookiesBlocked ? 1 : 0 } };
  mkdirSync(join(folder, "Default"), { recursive: true });
  writeFileSync(join(folder, "Default", "Preferences"), JSON.stringify(preferences));
  return chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM,
    args: [...ARGUMENTS, ...extra],
  });
}

/** A page of a browser profile of its own, and what the browser complained of on it. */
export interface Visit {
  readonly page: Page;
  /** Refusals of Content Security Policy or Trusted Types, and errors of the page's script. */
  readonly complaints: readonly string[];
}

export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Vienna", ...options });
  context.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  context.on("console", (message) => {
    const text = message.text();
    if (/Content Security Policy|Trusted ?(Type|Script|HTML)|securitypolicyviolation/i.test(text))
      complaints.push(text);
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
  await context.addInitScript(`addEventListener("securitypolicyviolation", (event) =>
    console.error("securitypolicyviolation", event.violatedDirective, event.blockedURI));`);
  return { page: await context.newPage(), complaints };
}

/** Signs in through the form, as a person with a mouse does. */
export async function signIn(
  page: Page,
  url: string,
  user: Pick<NewUser, "username" | "password"> = ALICE,
): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("User name or e-mail address").fill(user.username);
  await page.getByLabel("Password", { exact: true }).fill(user.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Another session of the user, without the time a browser takes. */
export async function signInElsewhere(
  url: string,
  { username, password }: Pick<NewUser, "username" | "password">,
  userAgent = "curl/8.5.0",
): Promise<void> {
  const headers = { "user-agent": userAgent, "content-type": "application/json" };
  const body = JSON.stringify({ username, password });
  const { status } = await fetch(`${url}/login`, { method: "POST", headers, body });
  if (status !== 200) throw new Error(`${username} could not sign in: ${status}`);
}

export const ACCOUNT_HEADING = "Your account";

export function heading(page: Page): Promise<string | null> {
  return page.getByRole("heading", { level: 1 }).textContent();
}

/** What axe-core finds, as sentences; empty when nothing. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(`{ ${axe.source} }`);
  return page.evaluate<string[]>(`axe.run(document).then(({ violations }) => violations.map(
    ({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ")))`);
}

/** Pixels that the page is wider than the window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}

/** No barrier in light or dark, and no overflow on a phone or in a window of 640 px at 200 % zoom (WCAG 1.4.10). */
export async function expectGoodLooks(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findBarriers(page)).toEqual([]);
  }
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 700 });
    expect(await overflow(page)).toBe(0);
  }
}
