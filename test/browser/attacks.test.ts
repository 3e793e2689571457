import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALICE, startTestServer, type TestServer } from "../setup/server.ts";
import { launchBrowser, signIn, visit } from "./browser.ts";

let browser: Browser;
let server: TestServer;
let evil: Server;
let evilUrl: string;

/** Another site: it posts the form that its address names, or frames the page that it names. */
function evilPage(address: string): string {
  const query = new URL(address, "http://evil.invalid").searchParams;
  const frame = query.get("frame");
  if (frame !== null) return `<iframe src="${server.url}${frame}"></iframe>`;
  return `<form method="post" action="${server.url}${query.get("form")}">
    <input name="username" value="alice"><input name="password" value="${ALICE.password}"></form>
    <script>document.forms[0].submit()</script>`;
}

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startTestServer();
  evil = createServer((request, response) => {
    response.setHeader("content-type", "text/html").end(evilPage(request.url ?? "/"));
  });
  await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
  evilUrl = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  evil.close();
});

describe("another site's page", () => {
  it.each(["/login", "/sign-in"])("cannot sign a visitor in through POST %s (X-08)", async (form) => {
    const { page } = await visit(browser);
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === "POST"),
      page.goto(`${evilUrl}/?form=${form}`),
    ]);
    expect(new URL(answer.url()).pathname).toBe(form);
    expect(answer.status()).toBe(403);
    expect(await page.context().cookies()).toEqual([]);
  });

  it.each(["/sign-out", "/sign-out/all", "/account/password", "/account/email"])(
    "cannot post to %s for who is signed in, nor disturb their other tabs (X-04)",
    async (form) => {
      const { page } = await visit(browser);
      await signIn(page, server.url);
      await page.waitForURL(`${server.url}/account`);
      await page.getByLabel("Current password").fill("being typed");
      const elsewhere = await page.context().newPage();
      const [answer] = await Promise.all([
        elsewhere.waitForResponse((response) => response.request().method() === "POST"),
        elsewhere.goto(`${evilUrl}/?form=${form}`),
      ]);
      expect(answer.status()).toBeGreaterThanOrEqual(400);
      await elsewhere.getByRole("alert").waitFor({ state: "attached" });
      expect(await page.getByLabel("Current password").inputValue()).toBe("being typed");
      await page.reload();
      expect(page.url()).toBe(`${server.url}/account`);
    },
  );

  it.each(["/sign-in", "/account"])("cannot frame %s (W-15)", async (path) => {
    const { page } = await visit(browser);
    const refusal = page.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
    await page.goto(`${evilUrl}/?frame=${path}`);
    await refusal;
    const frame = page.frames().find((candidate) => candidate !== page.mainFrame());
    expect(await frame?.locator("form").count()).toBe(0);
  });
});
