import { METHODS } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enabledRoutes } from "../../src/routes/routes.ts";
import { defineSettings } from "../../src/settings/settings.ts";
import type { Headers } from "./client.ts";
import { ACCESS, CSRF, FRONT_END, ORIGIN, PASSWORD, SECRET, serve, type TestServer } from "./serve.ts";

/** What a path answers to that has a route of a method. */
const METHODS_OF = { GET: ["GET", "HEAD"], POST: ["POST"], PATCH: ["PATCH"], DELETE: ["DELETE"] } as const;

let server: TestServer;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

const allRoutes = enabledRoutes(defineSettings({ secret: SECRET }));
const unsafeRoutes = allRoutes.filter(({ method }) => method !== "GET");
/** Each path that takes a POST, with all methods it takes. */
const methodsOfPostPaths = [...Map.groupBy(allRoutes, ({ path }) => path)]
  .map(([path, routes]) => [path, routes.flatMap(({ method }) => METHODS_OF[method])] as const)
  .filter(([, methods]) => methods.includes("POST"));
const CREDENTIALS = { username: "ada", password: PASSWORD };

describe("an unsafe request that rides on a cookie", () => {
  it.each([
    ["the header is missing", undefined],
    ["the header is empty", ""],
    ["it is too short", "abc"],
    ["it is too long", "a".repeat(87)],
    ["it holds foreign characters", `${"a".repeat(85)}*`],
    ["it is random", "a".repeat(86)],
    ["it is null", "null"],
  ])("X-01 is 403 when %s", async (_why, token) => {
    const client = await server.signedIn();
    const answer = await client.post("/logout/all", undefined, { "x-csrftoken": token });
    expect([answer.status, answer.json["code"], answer.cookies]).toEqual([403, "csrf_failed", []]);
    expect((await client.get("/me")).status).toBe(200);
  });

  it("X-01 passes with the session's token, and a safe one without any", async () => {
    const client = await server.signedIn();
    expect((await client.post("/token/verify")).status).toBe(200);
    expect((await client.get("/me", { origin: undefined })).status).toBe(200);
    expect((await client.send("HEAD", "/me")).status).toBe(200);
  });

  it("X-01 X-02 is 403 with a token in another case, or of another session, or of nobody", async () => {
    const client = await server.signedIn();
    const tokens = [
      client.csrfToken.replace(/[a-z]/i, (letter) =>
        letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      ),
      (await server.signedIn()).csrfToken,
      String((await server.client().get("/csrf")).json["csrfToken"]),
    ];
    for (const token of tokens) {
      expect((await client.post("/token/verify", undefined, { "x-csrftoken": token })).status).toBe(403);
      expect((await client.post("/token/refresh", undefined, { "x-csrftoken": token })).status).toBe(403);
    }
  });

  it.each(["forged", "a".repeat(86), ""])(
    "X-03 is 403 with the same unsigned value in cookie and header: %j",
    async (value) => {
      const client = await server.signedIn();
      client.jar.set(CSRF, value);
      expect((await client.post("/token/verify", undefined, { "x-csrftoken": value })).status).toBe(403);
    },
  );

  it("keeps every cookie when it is refused, so that CSRF cannot sign anybody out", async () => {
    const client = await server.signedIn();
    const before = new Map(client.jar);
    for (const path of ["/logout", "/logout/all", "/token/refresh", "/me/password"]) {
      const answer = await client.post(path, {}, { origin: "https://evil.test" });
      expect([answer.status, answer.cookies, answer.headers["clear-site-data"]]).toEqual([
        403,
        [],
        undefined,
      ]);
    }
    expect(client.jar).toEqual(before);
    expect((await client.get("/me")).status).toBe(200);
  });
});

describe("where a request comes from", () => {
  const foreign = "https://evil.test";
  const table: [Headers, number][] = [
    [{ origin: undefined, "sec-fetch-site": "cross-site" }, 403],
    [{ origin: undefined, "sec-fetch-site": "same-site" }, 403],
    [{ origin: undefined, "sec-fetch-site": "Same-Origin" }, 403],
    [{ origin: undefined, "sec-fetch-site": "" }, 403],
    [{ origin: undefined, "sec-fetch-site": "none" }, 200],
    [{ origin: undefined, "sec-fetch-site": "same-origin" }, 200],
    [{ origin: undefined, "sec-fetch-site": undefined }, 200],
    [{ origin: ORIGIN, "sec-fetch-site": undefined }, 200],
    [{ origin: ORIGIN, "sec-fetch-site": "same-origin" }, 200],
    [{ origin: FRONT_END, "sec-fetch-site": "same-site" }, 200],
    [{ origin: FRONT_END, "sec-fetch-site": "cross-site" }, 200],
    [{ origin: foreign, "sec-fetch-site": undefined }, 403],
    [{ origin: foreign, "sec-fetch-site": "same-site" }, 403],
    [{ origin: foreign, "sec-fetch-site": "same-origin" }, 403],
    [{ origin: foreign, "sec-fetch-site": "none" }, 403],
  ];
  it.each(table)("X-04 X-08 with %o is answered %i, signed in or at sign-in", async (headers, status) => {
    const client = await server.signedIn();
    expect((await client.post("/token/verify", undefined, headers)).status).toBe(status);
    expect((await server.client().post("/login", CREDENTIALS, headers)).status).toBe(status);
  });

  const handshakes: [Headers, number][] = [
    [{ origin: foreign, "sec-fetch-site": "same-site" }, 403],
    [{ origin: foreign }, 403],
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ origin: ORIGIN, "sec-fetch-site": "same-origin" }, 200],
    [{ origin: FRONT_END, "sec-fetch-site": "cross-site" }, 200],
    [{}, 200],
  ];
  it.each(handshakes)(
    "X-01 a WebSocket's handshake with %o and a cookie is answered %i",
    async (headers, status) => {
      const client = await server.signedIn();
      const upgrade = { ...headers, connection: "Upgrade", upgrade: "websocket" };
      expect((await client.get("/me", upgrade)).status).toBe(status);
      expect((await client.get("/me", headers)).status).toBe(200);
      const authorization = `Bearer ${client.cookie(ACCESS)}`;
      expect((await server.client().get("/me", { ...upgrade, authorization })).status).toBe(200);
    },
  );

  it.each([
    "null",
    "",
    "http://app.example.test",
    "https://app.example.test:8443",
    "https://app.example.test.",
    "https://app.example.test/",
    "HTTPS://APP.EXAMPLE.TEST",
    "https://app.example.test.evil.test",
    "https://appXexample.test",
    "https://app.example.test@evil.test",
    "https://evil.test#https://app.example.test",
    `${ORIGIN}, https://evil.test`,
    `${ORIGIN} https://evil.test`,
  ])("X-01 X-05 X-08 is 403 for the look-alike origin %j", async (origin) => {
    const before = await server.counts();
    expect((await server.client().post("/login", CREDENTIALS, { origin })).json["code"]).toBe("csrf_failed");
    expect(await server.counts()).toEqual(before);
  });

  it("is not told by Host, X-Forwarded-Host or X-Forwarded-Proto", async () => {
    const spoofed = {
      origin: "https://evil.test",
      host: "evil.test",
      "x-forwarded-host": "evil.test",
      "x-forwarded-proto": "https",
      "x-original-url": "/healthz",
    };
    expect((await server.client().post("/login", CREDENTIALS, spoofed)).status).toBe(403);
  });

  it.each(["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])(
    "X-08 a cross-site form of type %s is 403 on every unsafe route before its body is read",
    async (type) => {
      const client = await server.signedIn();
      const before = await server.counts();
      for (const { method, path } of unsafeRoutes) {
        const headers = { origin: "https://evil.test", "content-type": type };
        expect([path, (await client.send(method, path, headers, "{not json")).status]).toEqual([path, 403]);
      }
      expect(await server.counts()).toEqual(before);
    },
  );
});

describe("method tricks", () => {
  it("every method that Node reads is 405 with Allow where the path is known, and 404 elsewhere", async () => {
    const client = server.client();
    for (const method of METHODS.filter((name) => !["CONNECT", "POST"].includes(name))) {
      const answer = await client.send(method, "/login");
      expect([method, answer.status, answer.headers["allow"]]).toEqual([method, 405, "POST"]);
      expect((await client.send(method, "/nope")).status).toBe(404);
    }
    const page = await client.send("PROPFIND", "/sign-in", { depth: "0" }, "<propfind/>");
    expect([page.status, page.headers["allow"]]).toEqual([405, "GET, POST, HEAD"]);
  });

  it.each(methodsOfPostPaths)("X-07 %s is 405 for all but %s and changes nothing", async (path, taken) => {
    const client = await server.signedIn();
    const before = await server.counts();
    const tried = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"] as const;
    for (const method of tried.filter((name) => !taken.some((one) => one === name))) {
      const headers = { "x-http-method-override": "POST", "x-method-override": "POST" };
      const answer = await client.send(method, `${path}?_method=POST`, headers);
      const allowed = String(answer.headers["allow"]).split(", ").toSorted();
      expect([method, answer.status, allowed]).toEqual([method, 405, taken.toSorted()]);
    }
    expect(await server.counts()).toEqual(before);
    expect((await client.get("/me")).status).toBe(200);
  });
});

describe("GET /csrf", () => {
  it("X-09 gives a different token each time, all valid", async () => {
    const client = await server.signedIn();
    const tokens = new Set<string>();
    for (const _ of [1, 2, 3]) tokens.add(String((await client.get("/csrf")).json["csrfToken"]));
    expect(tokens.size).toBe(3);
    for (const token of tokens)
      expect((await client.post("/token/verify", undefined, { "x-csrftoken": token })).status).toBe(200);
  });

  it("X-09 C-16 the token from before a sign-in is worth nothing after it", async () => {
    const client = server.client();
    const early = String((await client.get("/csrf")).json["csrfToken"]);
    await client.signIn("ada", PASSWORD);
    expect((await client.post("/token/verify", undefined, { "x-csrftoken": early })).status).toBe(403);
    const first = client.csrfToken;
    await client.signIn("ada", PASSWORD);
    expect((await client.post("/token/verify", undefined, { "x-csrftoken": first })).status).toBe(403);
  });
});

describe("the log", () => {
  it("X-10 has one line for each 403, with the reason and without the token", async () => {
    const client = await server.signedIn();
    const from = server.logs.length;
    const token = "b".repeat(86);
    await client.post("/token/verify", undefined, { "x-csrftoken": token });
    const lines = server.logs.slice(from).filter((line) => line.includes("csrf_failed"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("does not belong to this session");
    expect(lines[0]).not.toContain(token);
  });
});
