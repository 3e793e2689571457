import { readFileSync } from "node:fs";
import { request as plainRequest } from "node:http";
import { request } from "node:https";
import type { Browser, Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Nginx, startNginx } from "../setup/nginx.ts";
import { ALICE, startTestServer } from "../setup/server.ts";
import { launchBrowser, signIn, visit } from "./browser.ts";
import { browserArguments } from "./https-hosts.ts";
import { API, APP, environmentOf } from "./sites.ts";

const SECRET = "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE";
const APP_FOLDERS = { "": "examples/plain-html/public", "wafer-auth": "dist/client" };

async function startWafer(
  layout: "same-origin" | "sub-domains",
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  const wafer = await startTestServer({ env: { ...environmentOf(layout), WAFER_SECRET: SECRET, ...env } });
  onTestFinished(() => wafer.stop());
  return wafer.config.settings.port;
}

async function startProxy(
  layout: "same-origin" | "sub-domains",
  origin: string,
  waferPort: number,
): Promise<Nginx> {
  const { hostname } = new URL(origin);
  const folders = layout === "same-origin" ? APP_FOLDERS : {};
  const nginx = await startNginx(`docs/guides/hosts/${layout}.conf`, hostname, waferPort, folders);
  onTestFinished(() => nginx.stop());
  return nginx;
}

async function openBrowser({ certificate, port }: Nginx, origin: string): Promise<Browser> {
  const browser = await launchBrowser(browserArguments(certificate, [new URL(origin).hostname], port));
  onTestFinished(() => browser.close());
  return browser;
}

async function signInAtApp(page: Page): Promise<void> {
  await page.goto(APP);
  await page.getByLabel("User name or e-mail address").fill(ALICE.username);
  await page.getByLabel("Password", { exact: true }).fill(ALICE.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("(this one)").waitFor();
}

/** Signs in from another address of this machine, and claims to be from elsewhere. */
async function signInFrom(localAddress: string, { certificate, port }: Nginx): Promise<number> {
  const { username, password } = ALICE;
  const headers = {
    host: "app.example.test",
    "content-type": "application/json",
    "x-forwarded-for": "203.0.113.9, 127.0.0.1",
  };
  return new Promise((resolve, reject) => {
    request({
      ...{ method: "POST", host: "127.0.0.1", port, path: "/auth/login", localAddress, headers },
      ...{ servername: "app.example.test", ca: readFileSync(certificate.chainFile) },
    })
      .on("response", (answer) => resolve(answer.resume().statusCode ?? 0))
      .on("error", reject)
      .end(JSON.stringify({ username, password }));
  });
}

describe("nginx in front of the app and Wafer, on one host", () => {
  it("lets people sign in, go on after a reload, call and sign out, with cookies of that host", async () => {
    const nginx = await startProxy("same-origin", APP, await startWafer("same-origin"));
    const { page, complaints } = await visit(await openBrowser(nginx, APP));
    await signInAtApp(page);
    const cookies = (await page.context().cookies()).map(({ domain, name }) => `${domain} ${name}`).sort();
    expect(cookies).toEqual([
      "app.example.test __Host-Http-access_token",
      "app.example.test __Host-Http-refresh_token",
      "app.example.test __Host-csrftoken",
    ]);
    await page.goto(`${APP}/a/view/of/the/app`);
    await page.getByText("(this one)").waitFor();
    await page.getByRole("button", { name: "Sign out other devices" }).click();
    await page.getByText("All other devices are signed out.").waitFor();
    await page.context().clearCookies({ name: "__Host-Http-access_token" });
    await page.getByRole("button", { name: "Ask who I am" }).click();
    await page.getByText("The server knows you.").waitFor();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByText("You are signed out.").waitFor();
    expect(await page.context().cookies()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("tells Wafer where a client is, whatever the client claims", async () => {
    const nginx = await startProxy("same-origin", APP, await startWafer("same-origin"));
    expect(await signInFrom("127.0.0.2", nginx)).toBe(200);
    const { page } = await visit(await openBrowser(nginx, APP));
    await signInAtApp(page);
    const facts = await page.locator("li .quiet").allTextContents();
    expect(facts.map((text) => text.split(",")[0])).toEqual(["127.0.0.1", "127.0.0.2"]);
  });

  it("is itself every client's address where WAFER_TRUSTED_PROXIES does not name it", async () => {
    const wafer = await startWafer("same-origin", { WAFER_TRUSTED_PROXIES: "" });
    const nginx = await startProxy("same-origin", APP, wafer);
    expect(await signInFrom("127.0.0.2", nginx)).toBe(200);
    const { page } = await visit(await openBrowser(nginx, APP));
    await signInAtApp(page);
    const facts = await page.locator("li .quiet").allTextContents();
    expect(facts.map((text) => text.split(",")[0])).toEqual(["127.0.0.1", "127.0.0.1"]);
  });

  it("sends plain http on to https", async () => {
    const { plainPort } = await startProxy("same-origin", APP, await startWafer("same-origin"));
    const headers = { host: "app.example.test" };
    const location = await new Promise((resolve, reject) => {
      plainRequest({ host: "127.0.0.1", port: plainPort, path: "/x?y", headers })
        .on("response", (answer) => resolve(answer.resume().headers.location))
        .on("error", reject)
        .end();
    });
    expect(location).toBe(`${APP}/x?y`);
  });
});

describe("nginx in front of Wafer on a host of its own", () => {
  it("has Wafer's pages", async () => {
    const nginx = await startProxy("sub-domains", API, await startWafer("sub-domains"));
    const { page, complaints } = await visit(await openBrowser(nginx, API));
    await signIn(page, API);
    await page.waitForURL(`${API}/account`);
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByText("You are signed out.").waitFor();
    expect(complaints).toEqual([]);
  });
});
