import type { Browser, Cookie, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort, startTestServer, type TestServer } from "../setup/server.ts";
import { launchBrowser, signIn, visit } from "./browser.ts";

const ACCESS = "__Host-Http-access_token";
const REFRESH = "__Host-Http-refresh_token";
const CSRF = "__Host-csrftoken";

let browser: Browser;
let server: TestServer;
beforeAll(async () => {
  browser = await launchBrowser(["--host-resolver-rules=MAP app.example.test 127.0.0.1"]);
  server = await startTestServer();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function signedIn(url = server.url): Promise<{ page: Page; jar: () => Promise<Map<string, Cookie>> }> {
  const { page } = await visit(browser);
  await signIn(page, url);
  await page.waitForURL(`${url}/account`);
  return {
    page,
    jar: async () => new Map((await page.context().cookies()).map((cookie) => [cookie.name, cookie])),
  };
}

describe("the cookies, as Chromium keeps them", () => {
  it("have the strongest prefix, Secure, Path=/, Lax and this host only (C-01, C-04)", async () => {
    const { jar } = await signedIn();
    const cookies = await jar();
    expect([...cookies.keys()].sort()).toEqual([ACCESS, REFRESH, CSRF].sort());
    for (const cookie of cookies.values())
      expect(cookie).toMatchObject({ secure: true, path: "/", domain: "localhost", sameSite: "Lax" });
  });

  it("hide both tokens from page script, and show it the CSRF token (C-03)", async () => {
    const { page, jar } = await signedIn();
    const cookies = await jar();
    expect([ACCESS, REFRESH, CSRF].map((name) => cookies.get(name)?.httpOnly)).toEqual([true, true, false]);
    expect(await page.evaluate("document.cookie")).toBe(`${CSRF}=${cookies.get(CSRF)?.value}`);
    expect(await page.content()).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/);
  });

  it("cannot be overwritten or deleted by page script (C-02)", async () => {
    const { page, jar } = await signedIn();
    const before = await jar();
    for (const name of [ACCESS, REFRESH]) {
      await page.evaluate(`document.cookie = "${name}=evil; Path=/; Secure"`);
      await page.evaluate(`document.cookie = "${name}=; Path=/; Secure; Max-Age=0"`);
    }
    const after = await jar();
    for (const name of [ACCESS, REFRESH]) expect(after.get(name)?.value).toBe(before.get(name)?.value);
  });

  it("last exactly as long as the tokens in them (C-14)", async () => {
    const { jar } = await signedIn();
    const cookies = await jar();
    const { accessTokenLifetime, refreshTokenLifetime } = server.config.settings;
    const secondsLeft = (name: string) => (cookies.get(name)?.expires ?? 0) - Date.now() / 1000;
    const isNear = (name: string, lifetime: number) => Math.abs(secondsLeft(name) - lifetime) < 5;
    expect(isNear(ACCESS, accessTokenLifetime)).toBe(true);
    expect(isNear(REFRESH, refreshTokenLifetime)).toBe(true);
    expect(isNear(CSRF, refreshTokenLifetime)).toBe(true);
  });

  it("are all gone after signing out (C-08, C-09)", async () => {
    const { page, jar } = await signedIn();
    await page.evaluate("localStorage.setItem('draft', 'private')");
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByText("You are signed out.").waitFor();
    expect((await jar()).size).toBe(0);
    // What the page notes after that, for the app's tabs, names nobody.
    expect(await page.evaluate("[localStorage.draft, ...Object.values(localStorage)].join()")).not.toMatch(
      /private|"userId":"/,
    );
  });

  it("are kept on http://127.0.0.1 as on http://localhost (C-13)", async () => {
    const { jar } = await signedIn(server.url.replace("localhost", "127.0.0.1"));
    expect((await jar()).has(ACCESS)).toBe(true);
  });

  it("are refused on another plain http host, which the page then explains (C-13)", async () => {
    const port = String(await freePort());
    const url = `http://app.example.test:${port}`;
    const plain = await startTestServer({ env: { PORT: port, WAFER_TRUSTED_ORIGINS: url } });
    const { page } = await visit(browser);
    await signIn(page, url);
    await page.getByText("The browser did not keep the sign-in.").waitFor();
    expect(await page.context().cookies()).toEqual([]);
    await plain.stop();
  });
});
