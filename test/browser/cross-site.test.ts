import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { launchProfile, visit } from "./browser.ts";
import { newProfile, outcome, type Profile, signIn } from "./client-world.ts";
import { API, APP, OTHER_SITE, SIBLING, type Site, STRANGER, stored, useSites } from "./sites.ts";

const open = useSites();

/** Third-party cookies, as the user has chosen; a private window blocks them without being told to. */
type Choice = "allowed" | "blocked" | "private window";

/** A tab of the front end on the other site. */
async function openTab(site: Site, choice: Choice): Promise<Profile & { readonly page: Page }> {
  const context =
    choice === "private window" ? await site.browser.newContext() : await openProfile(site, choice);
  const profile = await newProfile({ ...site, browser: { newContext: async () => context } });
  return { ...profile, page: await profile.tab() };
}

async function openProfile({ browserArguments }: Site, choice: Choice): Promise<BrowserContext> {
  const folder = mkdtempSync(join(tmpdir(), "wafer-profile-"));
  const context = await launchProfile(folder, choice === "blocked", browserArguments);
  onTestFinished(async () => {
    await context.close();
    rmSync(folder, { recursive: true });
  });
  return context;
}

/** The client's calls of the API. */
function calls({ requests }: Profile): string[] {
  return requests.filter((call) => !/^GET \/(main\.js|style\.css|favicon\.ico)?$/.test(call));
}

describe("a front end on another site than the API, which trusts it,", () => {
  it.each([
    ["Lax", "allowed"],
    ["None", "blocked"],
    ["None", "private window"],
  ] as const)(
    "is told cookies_blocked with SameSite=%s, third-party cookies: %s; nothing is stored, nothing loops",
    async (cookieSameSite, choice) => {
      const site = await open("cross-site", { cookieSameSite });
      const profile = await openTab(site, choice);
      expect(await signIn(profile.page)).toMatchObject({
        isOurs: true,
        code: "cookies_blocked",
        status: 200,
      });
      expect(calls(profile)).toEqual(["POST /login", "GET /me"]);
      expect(site.last(API, "GET /me")?.cookies).toEqual([]);
      expect(await stored(profile.context)).toEqual([]);
    },
  );

  it("gets no cookie of SameSite=Lax sent along that a visit to the API itself has stored", async () => {
    const site = await open("cross-site", { cookieSameSite: "Lax" });
    const { page, context } = await openTab(site, "allowed");
    const own = await context.newPage();
    await own.goto(`${API}/sign-in`);
    await own.getByLabel("User name or e-mail address").fill("ada");
    await own.getByLabel("Password", { exact: true }).fill("tide clock marble");
    await own.getByRole("button", { name: "Sign in" }).click();
    await own.waitForURL(`${API}/account`);
    expect(await outcome(page, "auth.getUser()")).toEqual({ value: null });
    expect(site.last(API, "GET /me")?.cookies).toEqual([]);
    expect(site.last(API, "GET /account")?.cookies).toHaveLength(3);
  });

  it("works with SameSite=None where third-party cookies are allowed", async () => {
    const site = await open("cross-site");
    const { page, context } = await openTab(site, "allowed");
    expect(await signIn(page)).toMatchObject({ value: { username: "ada" } });
    expect(await stored(context)).toEqual([
      "api.example.test __Host-Http-access_token",
      "api.example.test __Host-Http-refresh_token",
      "api.example.test __Host-csrftoken",
    ]);
    await page.reload();
    expect(await outcome(page, "auth.getUser()")).toMatchObject({ value: { username: "ada" } });
    expect(await outcome(page, "post('/token/verify')")).toMatchObject({ value: { status: 200 } });
    expect(await outcome(page, "auth.signOut()")).toEqual({ value: null });
    expect(await stored(context)).toEqual([]);
  });

  it("lets a site in with SameSite=None, and no other: its calls arrive with the cookies and are refused", async () => {
    const site = await open("cross-site");
    const { page, context } = await openTab(site, "allowed");
    await signIn(page);
    const stranger = await context.newPage();
    await stranger.goto(STRANGER);
    const call = `fetch("${API}/logout", { method: "POST", credentials: "include" })`;
    expect(await stranger.evaluate(`${call}.catch(({ name }) => name)`)).toBe("TypeError");
    expect(site.last(API, "POST /logout")).toMatchObject({ status: 403, cookies: { length: 3 } });
    expect(await outcome(page, "auth.getUser()")).toMatchObject({ value: { username: "ada" } });
  });
});

describe("the server's pages", () => {
  it.each([OTHER_SITE, SIBLING, APP])("are not shown in a frame of %s", async (parent) => {
    const site = await open();
    const { page } = await visit(site.browser);
    await page.goto(parent);
    for (const path of ["/sign-in", "/account"]) {
      const refusal = page.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
      await page.evaluate(`{
        const frame = document.createElement("iframe");
        frame.src = "${API}${path}";
        document.body.append(frame);
      }`);
      await refusal;
    }
    const frames = page.frames().filter((frame) => frame !== page.mainFrame());
    expect(frames).toHaveLength(2);
    for (const frame of frames) expect(await frame.locator("form").count()).toBe(0);
  });
});
