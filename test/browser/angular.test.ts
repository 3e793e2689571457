import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { safeNext } from "../../examples/angular/src/app/safe-next.ts";
import { ALICE, startTestServer, type TestServer } from "../setup/server.ts";
import { expectGoodLooks, launchBrowser, visit } from "./browser.ts";
import { type SameOrigin, serveSameOrigin } from "./same-origin.ts";

const BOB = { username: "bob", password: "tide clock marble" };
const EXAMPLE = resolve("examples/angular");
const folder = mkdtempSync(join(tmpdir(), "wafer-angular-"));

let browser: Browser;
let server: TestServer;
let frontEnd: SameOrigin;
beforeAll(async () => {
  install();
  // npm puts the Node that this project is developed on first; Angular needs as new a one.
  run("npm", ["run", "--silent", "build", "--", "--output-path", folder, "--progress=false"]);
  [browser, frontEnd] = await Promise.all([launchBrowser(), serveSameOrigin(join(folder, "browser"))]);
  server = await startTestServer({
    env: { WAFER_TRUSTED_ORIGINS: frontEnd.origin, WAFER_LOGIN_ATTEMPTS_PER_ADDRESS: "1000" },
    users: [ALICE, BOB],
  });
  frontEnd.api = server.url;
}, 180_000);
afterAll(async () => {
  await browser.close();
  frontEnd.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What the lock file says, unless it is there already. Without scripts: this package's own would build it anew meanwhile. */
function install(): void {
  const timeOf = (name: string) => statSync(join(EXAMPLE, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (timeOf("node_modules/.package-lock.json") > timeOf("package-lock.json")) return;
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
}

function run(command: string, parameters: readonly string[]): void {
  const started = Date.now();
  execFileSync(command, parameters, {
    cwd: EXAMPLE,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  console.log(`${command} ${parameters[0]} took ${Math.round((Date.now() - started) / 1000)} s`);
}

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
  await page.getByText("Session ends").waitFor();
  return page;
}

const path = (page: Page) => page.url().slice(frontEnd.origin.length);

describe("the Angular example", () => {
  it("sends a stranger to the form and back, and signs out", async () => {
    const page = await open("/?sort=name");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(new URL(page.url()).searchParams.get("next")).toBe("/?sort=name");
    await fillIn(page, { ...ALICE, password: "not her password" });
    expect(await page.getByRole("alert").textContent()).toContain("The user name or the password is wrong.");
    expect(await page.evaluate("document.activeElement.id")).toBe("failure");
    await fillIn(page);
    await page.getByRole("heading", { name: "Home" }).waitFor();
    expect(path(page)).toBe("/?sort=name");
    await page.reload();
    await page.getByText("alice@example.org").waitFor();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByText("You are signed out.").waitFor();
    expect(await page.context().cookies()).toEqual([]);
  });

  it("goes home where the next is of another site (W-01)", async () => {
    const page = await open(`/sign-in?next=${encodeURIComponent("//evil.example")}`);
    await fillIn(page);
    await page.getByRole("heading", { name: "Home" }).waitFor();
    expect(path(page)).toBe("/");
    for (const next of [
      "//evil.example",
      "/\\evil.example",
      "/%2Fevil.example",
      "/\t/evil.example",
      "https:evil.example",
      null,
    ])
      expect(safeNext(next)).toBe("/");
    expect(safeNext("/?sort=name#top")).toBe("/?sort=name#top");
  });

  it("sends the CSRF token with HttpClient's calls, and renews once what has ended", async () => {
    const page = await home();
    await page.reload();
    await page.getByText("Session ends").waitFor();
    await page.context().clearCookies({ name: "__Host-Http-access_token" });
    const calls: string[] = [];
    page.on("request", (request) => calls.push(`${request.method()} ${new URL(request.url()).pathname}`));
    const sent = page.waitForRequest((request) => request.url().endsWith("/logout/others"));
    await page.getByRole("button", { name: "Sign out other devices" }).click();
    await page.getByText("All other devices are signed out.").waitFor();
    expect((await sent).headers()["x-csrftoken"]).toMatch(/./);
    const call = "POST /api/logout/others";
    expect(calls).toEqual([call, "POST /api/token/refresh", call]);
  });

  it("tells of a session that was ended elsewhere, and of a server that is away", async () => {
    const [page, elsewhere] = [await home(), await home()];
    await elsewhere.getByRole("button", { name: "Sign out other devices" }).click();
    await elsewhere.getByText("All other devices are signed out.").waitFor();
    await page.getByRole("button", { name: "Ask who I am" }).click();
    await page.getByText("Your session has ended. Sign in again.").waitFor();
    frontEnd.api = "http://localhost:9";
    await elsewhere.getByRole("button", { name: "Ask who I am" }).click();
    expect(await elsewhere.getByRole("alert").textContent()).toContain("No answer from the server.");
    await elsewhere.reload();
    await elsewhere.getByRole("heading", { name: "Not connected" }).waitFor();
    frontEnd.api = server.url;
    await elsewhere.getByRole("button", { name: "Try again" }).click();
    await elsewhere.getByText("alice@example.org").waitFor();
  });

  it("follows other tabs, and shows nothing of a former user", async () => {
    const page = await home();
    const other = await open("/", await page.context().newPage());
    await other.getByText("alice@example.org").waitFor();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await other.getByText("You are signed out.").waitFor({ timeout: 1_000 });
    await fillIn(page, BOB);
    await other.getByText("bob", { exact: true }).waitFor();
    expect(await other.content()).not.toContain("alice");
  });

  it.each(["/sign-in", "/"])(
    "has no barrier in light or dark, and no overflow at 360 px: %s",
    async (name) => {
      const { page, complaints } = await visit(browser, { reducedMotion: "reduce" });
      await open(name, page);
      await fillIn(page, name === "/" ? ALICE : { ...ALICE, password: "not her password" });
      await page.getByText(name === "/" ? "Session ends" : "is wrong.").waitFor();
      await expectGoodLooks(page);
      expect(complaints).toEqual([]);
    },
  );
});
