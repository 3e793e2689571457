import type { BrowserContext, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { PASSWORD } from "../http/serve.ts";
import { visit } from "./browser.ts";
import { expire, newProfile, outcome, signedInTabs } from "./client-world.ts";
import { API, APP, SIBLING, stored, useSites } from "./sites.ts";

const open = useSites();

const HOST_ONLY = [
  "api.example.test __Host-Http-access_token",
  "api.example.test __Host-Http-refresh_token",
  "api.example.test __Host-csrftoken",
];
const FOR_THE_DOMAIN = [
  ".example.test __Secure-access_token",
  ".example.test __Secure-csrftoken",
  ".example.test __Secure-refresh_token",
];

const namesOf = (cookies: readonly string[]) => cookies.map((cookie) => cookie.split(" ")[1]);
const whoIsThere = (page: Page) => outcome<{ username: string } | null>(page, "auth.getUser()");

/** A tab of the sibling host in the same browser. */
async function openSibling(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(SIBLING);
  return page;
}

/** The sibling's server sets a cookie. */
async function plant(page: Page, cookie: string): Promise<void> {
  await page.goto(`${SIBLING}/?cookie=${encodeURIComponent(cookie)}`);
}

describe("a front end and an API on two hosts of one site", () => {
  it("sign in, go on after a reload, refresh and sign out, with a CSRF token of GET /csrf", async () => {
    const site = await open();
    const { first, count } = await signedInTabs(site, 1);
    await first.reload();
    expect(await whoIsThere(first)).toMatchObject({ value: { username: "ada" } });
    expect(await outcome(first, "post('/token/verify')")).toMatchObject({ value: { status: 200 } });
    expect(count("GET /csrf")).toBe(1);
    await expire(site);
    expect(await outcome(first, "post('/token/verify')")).toMatchObject({ value: { status: 200 } });
    expect(count("POST /token/refresh")).toBe(1);
    expect(await outcome(first, "auth.signOut()")).toEqual({ value: null });
    expect(await stored(first.context())).toEqual([]);
  });

  it("have the cookies at the API's host only: the front end neither gets nor reads them", async () => {
    const site = await open();
    const { first, context } = await signedInTabs(site, 1);
    expect(await stored(context)).toEqual(HOST_ONLY);
    await first.reload();
    await whoIsThere(first);
    expect(site.last(API, "GET /me")?.cookies).toEqual(namesOf(HOST_ONLY));
    expect(site.last(APP, "GET /")?.cookies).toEqual([]);
    expect(await first.evaluate("document.cookie")).toBe("");
  });
});

describe("cookieDomain", () => {
  it("has the cookies sent to every host of the domain, under names of __Secure-", async () => {
    const site = await open("cookies-of-the-domain");
    const { first, context } = await signedInTabs(site, 1);
    expect(await stored(context)).toEqual(FOR_THE_DOMAIN);
    await first.reload();
    expect(await whoIsThere(first)).toMatchObject({ value: { username: "ada" } });
    for (const [host, call] of [
      [API, "GET /me"],
      [APP, "GET /"],
    ] as const)
      expect(site.last(host, call)?.cookies).toEqual(namesOf(FOR_THE_DOMAIN));
    await openSibling(context);
    expect(site.last(SIBLING, "GET /")?.cookies).toEqual(namesOf(FOR_THE_DOMAIN));
  });

  it("shows page script of each of them the CSRF token, and no other cookie", async () => {
    const { first } = await signedInTabs(await open("cookies-of-the-domain"), 1);
    expect(await first.evaluate("document.cookie")).toMatch(/^__Secure-csrftoken=[\w-]+$/);
  });

  it("refreshes, sends the CSRF token and leaves nothing behind at sign-out", async () => {
    const site = await open("cookies-of-the-domain", { clearSiteData: ["cache"] });
    const { first, context } = await signedInTabs(site, 1);
    await expire(site);
    expect(await outcome(first, "post('/token/verify')")).toMatchObject({ value: { status: 200 } });
    expect(await outcome(first, "auth.signOut()")).toEqual({ value: null });
    expect(await stored(context)).toEqual([]);
  });
});

describe("signing out", () => {
  it.each([
    ["takes the cookies of the site's other hosts along", undefined, []],
    ["leaves them with clearSiteData of cache and storage", ["cache", "storage"], ["app.example.test theme"]],
  ])("%s", async (_what, clearSiteData, left) => {
    const { first, context } = await signedInTabs(await open("sub-domains", { clearSiteData }), 1);
    await first.evaluate("document.cookie = 'theme=dark; Secure'");
    expect(await outcome(first, "auth.signOut()")).toEqual({ value: null });
    expect(await stored(context)).toEqual(left);
  });
});

describe("a sibling host that is not trusted", () => {
  it("signs nobody in, by form or by fetch", async () => {
    const site = await open();
    const { page } = await visit(site.browser);
    await page.goto(SIBLING);
    const call = `fetch("${API}/login", { method: "POST", credentials: "include", body: new URLSearchParams(
      { username: "bob", password: "${PASSWORD}" }) }).catch(({ name }) => name)`;
    expect(await page.evaluate(call)).toBe("TypeError");
    expect(site.last(API, "POST /login")?.status).toBe(403);
    for (const path of ["/login", "/sign-in"]) {
      await page.goto(SIBLING);
      await page.evaluate(`document.body.innerHTML = '<form method="post" action="${API}${path}">' +
        '<input name="username" value="bob"><input name="password" value="${PASSWORD}">'`);
      await Promise.all([page.waitForURL(API + path), page.evaluate("document.forms[0].submit()")]);
      expect(site.last(API, `POST ${path}`)?.status).toBe(403);
    }
    expect(await stored(page.context())).toEqual([]);
  });

  it("cannot call: its requests arrive with the cookies, and are refused or unreadable", async () => {
    const site = await open();
    const { first, context } = await signedInTabs(site, 1);
    const sibling = await openSibling(context);
    const call = (path: string, init: string) =>
      sibling.evaluate(
        `fetch("${API}${path}", { credentials: "include", ${init} }).catch(({ name }) => name)`,
      );
    for (const mode of ["cors", "no-cors"]) {
      expect(await call("/logout", `method: "POST", mode: "${mode}"`)).toBe("TypeError");
      expect(site.last(API, "POST /logout")).toMatchObject({ status: 403, cookies: namesOf(HOST_ONLY) });
      expect(await call("/me", `mode: "${mode}"`)).toBe("TypeError");
    }
    expect(await call("/logout", `method: "POST", headers: { "X-CSRFToken": "x" }`)).toBe("TypeError");
    expect(await whoIsThere(first)).toMatchObject({ value: { username: "ada" } });
  });

  it.each(["server", "script"])(
    "plants no cookie of ours with its %s, under any name we read",
    async (by) => {
      const site = await open();
      const { first, context } = await signedInTabs(site, 1);
      const before = await context.cookies(API);
      const sibling = await openSibling(context);
      const bob = (await site.server.signedIn("bob")).jar;
      for (const [name, value] of bob) {
        for (const attributes of ["; Domain=example.test", "; Domain=api.example.test", ""]) {
          const cookie = `${name}=${value}; Path=/; Secure${attributes}`;
          if (by === "server") await plant(sibling, `${cookie}; HttpOnly`);
          else await sibling.evaluate(`document.cookie = ${JSON.stringify(cookie)}`);
        }
      }
      expect(await context.cookies(API)).toEqual(before);
      expect(await whoIsThere(first)).toMatchObject({ value: { username: "ada" } });
    },
  );

  it("has no say with cookies of the domain under other prefixes", async () => {
    const site = await open();
    const { first, context } = await signedInTabs(site, 1);
    const sibling = await openSibling(context);
    const bob = (await site.server.signedIn("bob")).jar.get("__Host-Http-access_token");
    for (const name of ["access_token", "__Secure-access_token", "__Http-access_token"])
      await plant(sibling, `${name}=${bob}; Domain=example.test; Path=/; Secure; HttpOnly`);
    expect(await whoIsThere(first)).toMatchObject({ value: { username: "ada" } });
    expect(site.last(API, "GET /me")?.cookies).toHaveLength(6);
  });

  it("signs nobody in and shuts nobody out with names of ours behind the byte A0, which a browser sees no prefix in", async () => {
    const site = await open();
    const { first, context } = await signedInTabs(site, 1);
    const visitor = await newProfile(site);
    const visitorTab = await visitor.tab();
    const bob = (await site.server.signedIn("bob")).jar;
    for (const sibling of [await openSibling(context), await openSibling(visitor.context)])
      for (const [name, value] of bob)
        await plant(sibling, `\u00a0${name}=${value}; Domain=example.test; Path=/; Secure; HttpOnly`);
    expect(await whoIsThere(visitorTab)).toEqual({ value: null });
    expect(site.last(API, "GET /me")?.cookies).toEqual([...bob.keys()].map((name) => `\u00a0${name}`).sort());
    expect(await whoIsThere(first)).toMatchObject({ value: { username: "ada" } });
    expect(await outcome(first, "post('/token/verify')")).toMatchObject({ value: { status: 200 } });
  });

  it("with cookieDomain, cannot slip in a second cookie of the name: two are refused", async () => {
    const site = await open("cookies-of-the-domain");
    const { first, context } = await signedInTabs(site, 1);
    const sibling = await openSibling(context);
    const bob = (await site.server.signedIn("bob")).jar.get("__Secure-access_token");
    await plant(sibling, `__Secure-access_token=${bob}; Domain=example.test; Path=/me; Secure; HttpOnly`);
    expect(await outcome(first, "auth.fetch('/me').then(({ status }) => status)")).toEqual({ value: 401 });
    expect(site.last(API, "GET /me")?.cookies).toHaveLength(4);
    expect(await outcome(first, "post('/token/verify')")).toMatchObject({ value: { status: 200 } });
  });

  it("with cookieDomain, can put a session of its own in the place of ours: such a host must be trusted", async () => {
    const site = await open("cookies-of-the-domain");
    const { first, context } = await signedInTabs(site, 1);
    const sibling = await openSibling(context);
    for (const [name, value] of (await site.server.signedIn("bob")).jar)
      await plant(sibling, `${name}=${value}; Domain=example.test; Path=/; Secure`);
    expect(await whoIsThere(first)).toMatchObject({ value: { username: "bob" } });
  });
});
