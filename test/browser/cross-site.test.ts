import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { launchProfile, visit } from "./browser.ts";
import { newProfile, outcome, type Profile, signIn } from "./client-world.ts";
import { API, APP, OTHER_SITE, SIBLING, type Site, STRANGER, stored, useSites } from "./sites.ts";

const open = useSites();

/** A tab of the front end on the other site, in a profile as people have it. */
async function openProfile(
  site: Site,
  areThirdPartyCookiesBlocked: boolean,
): Promise<Profile & { readonly page: Page }> {
  const folder = mkdtempSync(join(tmpdir(), "wafer-profile-"));
  const context = await launchProfile(folder, areThirdPartyCookiesBlocked, site.browserArguments);
  onTestFinished(async () => {
    await context.close();
    rmSync(folder, { recursive: true });
  });
  const profile = await newProfile({ ...site, browser: { newContext: async () => context } });
  return { ...profile, page: await profile.tab() };
}

/** The client's calls of the API. */
function calls({ requests }: Profile): string[] {
  return requests.filter((call) => !/^GET \/(main\.js|favicon\.ico)?$/.test(call));
}

describe("a front end on another site than the API, which trusts it,", () => {
  it.each([
    ["SameSite=Lax, third-party cookies allowed", "Lax", false],
    ["SameSite=None, third-party cookies blocked", "None", true],
  ] as const)(
    "is told cookies_blocked with %s; nothing is stored, nothing loops",
    async (_what, cookieSameSite, areBlocked) => {
      const site = await open("cross-site", { cookieSameSite });
      const profile = await openProfile(site, areBlocked);
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
    const { page, context } = await openProfile(site, false);
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
    const { page, context } = await openProfile(site, false);
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
    const { page, context } = await openProfile(site, false);
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
