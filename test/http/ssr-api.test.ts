import { inspect } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { forcePasswordChange } from "../../src/index.ts";
import { createServerAuth } from "../../src/ssr/index.ts";
import { startRenderingServer } from "./rendering-server.ts";
import { ACCESS, ORIGIN, serve } from "./serve.ts";
import { answering, echo, expireAccess, failureOf, requestOf, started } from "./ssr-world.ts";

describe("what is told of the browser", () => {
  it("is its address where the app tells it and the API trusts the app, and never what the browser claims", async () => {
    const api = await serve();
    onTestFinished(() => api.close());
    const seen: unknown[] = [];
    const site = await echo((headers) => seen.push([headers["x-forwarded-for"], headers["cookie"]]));
    const browser = (await api.signedIn()).copy();
    const cookie = `theme=dark; ${ACCESS}=${browser.cookie(ACCESS)}`;
    const headers = { cookie, "x-forwarded-for": "203.0.113.9" };
    for (const clientAddress of ["198.51.100.7", undefined]) {
      const auth = createServerAuth({ apiUrl: site, origin: ORIGIN });
      const session = await auth.load(new Request(ORIGIN, { headers }), { clientAddress });
      await session.fetch("/any", { headers });
    }
    const own = `${ACCESS}=${browser.cookie(ACCESS)}`;
    expect(seen).toEqual([
      ["198.51.100.7", own],
      ["198.51.100.7", own],
      [undefined, own],
      [undefined, own],
    ]);
  });

  it("goes to no other origin, and follows no redirect", async () => {
    const { api, browser } = await started();
    const seen: unknown[] = [];
    const other = await echo(({ cookie, origin }) => seen.push([cookie, origin]));
    const request = requestOf(browser);
    const session = await createServerAuth({ apiUrl: api.url, origin: ORIGIN }).load(request);
    await session.fetch(`${other}/any`);
    expect(seen).toEqual([[undefined, undefined]]);
    const redirecting = await answering((_, response) => {
      response.writeHead(302, { location: `${other}/any` }).end();
    });
    const error = await failureOf(redirecting, request);
    expect([error.code, error.status, seen.length]).toEqual(["unexpected_answer", 302, 1]);
  });
});

describe("one request", () => {
  it("has one load, however many loaders ask, and its headers have the new cookies beside the app's own", async () => {
    const world = await started();
    const { api, browser, takeCalls } = world;
    expireAccess(world);
    const auth = createServerAuth({ apiUrl: api.url, origin: ORIGIN });
    const request = requestOf(browser, "theme=dark");
    const sessions = await Promise.all([auth.load(request), auth.load(request), auth.load(request)]);
    expect(new Set(sessions).size).toBe(1);
    expect(takeCalls()).toEqual(["POST /token/refresh 200"]);
    const [session] = sessions;
    const cookies = session?.setCookies.map((line) => line.split(";", 1)[0]) ?? [];
    expect(session?.headers.get("cookie")).toBe(["theme=dark", ...cookies].join("; "));
    expect(request.headers.get("cookie")).not.toContain(cookies[0]);
  });
});

describe("an API that does not answer as it should", () => {
  it("is an error with a code, and nobody is signed out", async () => {
    const api = await serve();
    const site = await startRenderingServer(api.url);
    onTestFinished(() => site.close());
    const browser = (await api.signedIn()).copy(site.url);
    await api.close();
    const answer = await browser.get("/");
    expect([answer.status, answer.cookies]).toEqual([503, []]);
    expect(site.logs.at(-1)).toContain("network_error");
  });

  it.each([
    ["a proxy's page", 502, "text/html", "<h1>Bad gateway</h1>", "unexpected_answer"],
    ["a proxy that wants a password", 401, "text/html", "<h1>Password?</h1>", "unexpected_answer"],
    ["a page where the API should be", 200, "text/html", "<!doctype html>", "unexpected_answer"],
    ["JSON of another service", 200, "application/json", "{}", "unexpected_answer"],
    [
      "a database that is away",
      503,
      "application/problem+json",
      '{"code":"store_unavailable"}',
      "store_unavailable",
    ],
    [
      "an origin that is not trusted",
      403,
      "application/problem+json",
      '{"code":"csrf_failed"}',
      "csrf_failed",
    ],
  ])("is an error for %s", async (_, status, type, body, code) => {
    const { browser } = await started();
    const url = await answering((_request, response) => {
      response.writeHead(status, { "content-type": type, "retry-after": "5" }).end(body);
    });
    expect(await failureOf(url, requestOf(browser))).toMatchObject({ name: "AuthClientError", code });
  });

  it("is an error after the timeout, whether it hangs before its answer or in the middle", async () => {
    const { browser } = await started();
    for (const start of ["", '{"user":']) {
      const url = await answering((_request, response) => {
        if (start !== "") response.writeHead(200, { "content-type": "application/json" }).write(start);
      });
      expect((await failureOf(url, requestOf(browser), 100)).code).toBe("network_error");
    }
  });
});

describe("no token", () => {
  it("is in the pages, the logs of either server, an error, or a session that is printed or sent as JSON", async () => {
    const world = await started();
    const { api, site, browser } = world;
    const secrets = new Set([...browser.jar.values()]);
    const pages: string[] = [];
    const logs: string[] = [];
    for (const path of ["/", "/sessions", "/"]) {
      expireAccess(world);
      pages.push((await browser.get(path)).text);
      for (const value of browser.jar.values()) secrets.add(value);
    }
    const auth = createServerAuth({ apiUrl: api.url, origin: ORIGIN });
    expireAccess(world);
    const session = await auth.load(requestOf(browser));
    for (const line of session.setCookies) secrets.add(line.split(/[=;]/)[1] ?? "");
    logs.push(inspect(session, { depth: 9, showHidden: false }), JSON.stringify({ ...session }));
    const down = await answering((_request, response) => void response.destroy());
    logs.push(inspect(await failureOf(down, requestOf(browser)), { depth: 9 }));
    const all = [...pages, ...logs, ...site.logs, ...api.logs].join("\n");
    expect(secrets.size).toBeGreaterThan(10);
    expect(all).toContain('"username":"ada"');
    expect([...secrets].filter((secret) => all.includes(secret))).toEqual([]);
    expect(all).not.toMatch(/eyJ[\w-]{10}/);
  });
});

describe("somebody who must choose a new password", () => {
  it("is nobody's page, of a valid access token and of a refresh", async () => {
    const world = await started();
    const { api, site } = world;
    const [ada] = await api.auth.store.db.selectFrom("users").select("id").execute();
    await forcePasswordChange(api.auth, ada?.id ?? "");
    const forced = (await api.signedIn()).copy(site.url);
    expect((await failureOf(api.url, requestOf(forced))).code).toBe("password_change_required");
    expireAccess({ ...world, browser: forced });
    expect((await failureOf(api.url, requestOf(forced))).code).toBe("password_change_required");
  });
});
