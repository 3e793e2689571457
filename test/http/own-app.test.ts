import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { allowFrontEnds, identityOf, requireUser, waferRoutes } from "../../src/adapters/fastify.ts";
import { type Auth, createAuth, createUser } from "../../src/index.ts";
import { eventRow } from "../stores/rows.ts";
import { FRONT_END, ORIGIN, PASSWORD, SECRET } from "./serve.ts";

const LIMIT = 1000;
const FROM_HERE = { origin: ORIGIN, "sec-fetch-site": "same-origin" };

describe.each([false, true])("Wafer's routes in an app of one's own (ignoreTrailingSlash: %s)", (ignores) => {
  let auth: Auth;
  let app: FastifyInstance;

  beforeAll(async () => {
    const settings = {
      secret: SECRET,
      origin: ORIGIN,
      database: "sqlite::memory:",
      trustedOrigins: [FRONT_END],
    };
    auth = await createAuth({ ...settings, bodyLimit: LIMIT }, { migrate: true });
    await createUser(auth, { username: "ada", password: PASSWORD });
    app = Fastify({ routerOptions: { ignoreTrailingSlash: ignores } });
    app.setErrorHandler((_error, _request, reply) => reply.code(500).send("the app's own"));
    app.addHook("onRequest", allowFrontEnds(auth));
    await app.register(waferRoutes, { auth, prefix: "/auth" });
    app.get("/notes", { onRequest: requireUser(auth) }, async (request) => identityOf(request).userId);
    app.get("/broken", async () => {
      throw new Error("broken");
    });
    await app.ready();
  });
  afterAll(async () => {
    await app.close();
    await auth.close();
  });

  const signIn = (url: string) =>
    app.inject({ method: "POST", url, headers: FROM_HERE, payload: { username: "ada", password: PASSWORD } });

  it.each(["/auth/login", "/auth/login/"])("signs in at %s, for the app's routes", async (url) => {
    const { statusCode, cookies } = await signIn(url);
    expect(statusCode).toBe(200);
    const jar = Object.fromEntries(cookies.map(({ name, value }) => [name, value]));
    expect((await app.inject({ url: "/notes", cookies: jar })).statusCode).toBe(200);
    expect((await app.inject({ url: "/auth/me/", cookies: jar })).json()).toMatchObject({
      user: { username: "ada" },
    });
    expect((await app.inject("/notes")).statusCode).toBe(401);
  });

  it("signs in and out over a Unix socket, where nobody has an address", async () => {
    const folder = mkdtempSync(join(tmpdir(), "wafer-socket-"));
    const socketPath = join(folder, "app.sock");
    const own = Fastify();
    await own.register(waferRoutes, { auth });
    await own.listen({ path: socketPath });
    const post = async (path: string, headers: Record<string, string>, body: string) => {
      const sent = request({ socketPath, path, method: "POST", headers: { ...FROM_HERE, ...headers } });
      sent.end(body);
      const [answer] = (await once(sent, "response")) as [IncomingMessage];
      answer.resume();
      return answer;
    };
    const json = { "content-type": "application/json" };
    const login = await post("/login", json, JSON.stringify({ username: "ada", password: PASSWORD }));
    const pairs = (login.headers["set-cookie"] ?? []).map((cookie) => cookie.split(";", 1)[0] ?? "");
    const csrf = pairs.find((pair) => pair.includes("csrftoken"))?.split("=", 2)[1] ?? "";
    const logout = await post("/logout", { cookie: pairs.join("; "), "x-csrftoken": csrf }, "");
    expect([login.statusCode, logout.statusCode]).toEqual([200, 204]);
    await own.close();
    rmSync(folder, { recursive: true });
  });

  it("keeps a Vary that the app has set", async () => {
    const own = Fastify();
    own.addHook("onRequest", async (_request, reply) => void reply.header("vary", "Accept-Language"));
    own.addHook("onRequest", allowFrontEnds(auth));
    own.get("/", async () => "");
    const answer = await own.inject({ url: "/", headers: { origin: FRONT_END } });
    expect(answer.headers["vary"]).toBe("Accept-Language, Origin");
  });

  it.each(["/auth/openapi.json", "/auth/openapi.json/?x=/y"])(
    "tells in %s where they are mounted",
    async (url) => {
      expect((await app.inject(url)).json()).toMatchObject({ servers: [{ url: `${ORIGIN}/auth` }] });
    },
  );

  it("refuses other methods with and without a slash", async () => {
    for (const url of ["/auth/login", "/auth/login/"]) {
      const answer = await app.inject({ method: "PUT", url });
      expect([answer.statusCode, answer.headers["allow"]]).toEqual([405, "POST"]);
    }
  });

  it("takes no body past bodyLimit, and answers as all refusals do", async () => {
    const answer = await app.inject({
      method: "POST",
      url: "/auth/login",
      headers: FROM_HERE,
      payload: { username: "ada", password: "x".repeat(LIMIT) },
    });
    expect(answer.statusCode).toBe(413);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    expect(answer.json()).toMatchObject({ code: "body_too_large" });
  });

  it.each(["/notes", "/auth/me"])(
    "lets trusted front ends, and no others, call %s from their origins",
    async (url) => {
      const asks = {
        "access-control-request-method": "GET",
        "access-control-request-headers": "x-csrftoken",
      };
      const ask = (origin: string) => app.inject({ method: "OPTIONS", url, headers: { origin, ...asks } });
      const allowed = await ask(FRONT_END);
      expect(allowed.statusCode).toBe(204);
      expect(allowed.headers).toMatchObject({
        "access-control-allow-origin": FRONT_END,
        "access-control-allow-credentials": "true",
      });
      const called = await app.inject({ url, headers: { origin: FRONT_END } });
      expect([called.statusCode, called.headers["access-control-allow-origin"]]).toEqual([401, FRONT_END]);
      for (const answer of [
        await ask("https://evil.example"),
        await app.inject({ url, headers: { origin: "null" } }),
      ])
        expect(answer.headers["access-control-allow-origin"]).toBe(undefined);
    },
  );

  it("leaves the app's own errors to the app", async () => {
    expect((await app.inject("/broken")).body).toBe("the app's own");
  });
});

describe("a program of one's own", () => {
  it("deletes once an hour what has been kept long enough, until it closes", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const settings = { secret: SECRET, origin: ORIGIN, database: "sqlite::memory:" };
    const auth = await createAuth(settings, { migrate: true });
    await auth.store.db
      .insertInto("events")
      .values(eventRow({ at: 1 }))
      .execute();
    vi.advanceTimersByTime(3_600_000);
    vi.useRealTimers();
    const left = () => auth.store.db.selectFrom("events").select("id").execute();
    await expect.poll(left, { interval: 5 }).toEqual([]);
    await auth.close();
  });
});
