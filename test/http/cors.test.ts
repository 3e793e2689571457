import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuth, SettingsError } from "../../src/index.ts";
import type { Answer } from "./client.ts";
import { FRONT_END, ORIGIN, PASSWORD, SECRET, serve, type TestServer } from "./serve.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

const grantsOf = ({ headers }: Answer) =>
  Object.keys(headers).filter((name) => name.startsWith("access-control-"));

const preflight = (origin: string, method = "POST", headers = "content-type,x-csrftoken") =>
  server.client().send("OPTIONS", "/login", {
    origin,
    "access-control-request-method": method,
    "access-control-request-headers": headers,
  });

describe("a trusted front end", () => {
  it("O-01 gets its own origin back, credentials, and Vary: Origin, on every kind of answer", async () => {
    const client = server.client();
    const headers = { origin: FRONT_END };
    const answers = [
      await client.post("/login", { username: "ada", password: PASSWORD }, headers),
      await client.get("/me", headers),
      await client.post("/login", { username: "ada", password: "wrong" }, headers),
      await client.post("/login", {}, headers),
      await client.get("/csrf", headers),
      await client.send("PUT", "/login", headers),
      await client.get("/nope", headers),
      await client.post("/nope", {}, headers),
      await client.send("POST", "/nope", { ...headers, "content-type": "application/json" }, "{"),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 401, 400, 200, 405, 404, 404, 400]);
    for (const { headers: answered } of answers) {
      expect(answered["access-control-allow-origin"]).toBe(FRONT_END);
      expect(answered["access-control-allow-credentials"]).toBe("true");
      expect(answered["vary"]?.split(", ")).toContain("Origin");
    }
  });

  it("may read when to try again, and the request's id", async () => {
    const { headers } = await server.client().get("/me", { origin: FRONT_END });
    expect(headers["access-control-expose-headers"]).toBe("Retry-After, X-Request-Id");
  });

  it("gets its preflight granted without cookies, and remembered for ten minutes", async () => {
    const answer = await preflight(FRONT_END);
    expect([answer.status, answer.text, answer.cookies]).toEqual([204, "", []]);
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": FRONT_END,
      "access-control-allow-credentials": "true",
      "access-control-allow-headers": "Content-Type, Authorization, X-CSRFToken",
      "access-control-max-age": "600",
    });
  });
});

describe("headers of one's own", () => {
  it("may be sent and read by a trusted front end, and by no other", async () => {
    const own = await serve({
      corsAllowedHeaders: ["traceparent", "X-Requested-With"],
      corsExposedHeaders: "Server-Timing",
    });
    const ask = (origin: string) =>
      own.client().send("OPTIONS", "/login", { origin, "access-control-request-method": "POST" });
    expect((await ask(FRONT_END)).headers).toMatchObject({
      "access-control-allow-headers":
        "Content-Type, Authorization, X-CSRFToken, traceparent, X-Requested-With",
      "access-control-expose-headers": "Retry-After, X-Request-Id, Server-Timing",
    });
    const { headers } = await own.client().get("/me", { origin: FRONT_END });
    expect(headers["access-control-expose-headers"]).toBe("Retry-After, X-Request-Id, Server-Timing");
    expect(grantsOf(await ask("https://evil.test"))).toEqual([]);
    await own.close();
  });
});

describe("an address that is none", () => {
  const ask = (origin: string, path = "/nope") =>
    server.client().send("OPTIONS", path, { origin, "access-control-request-method": "POST" });

  it("grants a trusted front end its preflight, so that it reads the 404; no other, and no page", async () => {
    const granted = await ask(FRONT_END);
    expect([granted.status, granted.headers["access-control-allow-origin"]]).toEqual([204, FRONT_END]);
    for (const answer of [await ask("https://evil.test"), await ask(FRONT_END, "/sign-in")])
      expect(grantsOf(answer)).toEqual([]);
    expect(grantsOf(await server.client().get("/nope", { origin: "https://evil.test" }))).toEqual([]);
  });

  it("tells caches that its answer is one by Accept and Origin", async () => {
    for (const accept of ["text/html", "*/*"]) {
      const { headers } = await server.client().get("/nope", { accept, origin: FRONT_END });
      expect(headers["vary"]?.split(", ")).toEqual(expect.arrayContaining(["Accept", "Origin"]));
    }
  });
});

describe("any other origin", () => {
  const others = [
    "https://spa.example.org.evil.test",
    "https://evilspa.example.org",
    "http://spa.example.org",
    "https://spa.example.org:444",
    "https://SPA.example.org",
    "https://spa.example.org.",
    "https://spa.example.org%00",
    "https://spaXexample.org",
    "https://spa.example.org@evil.test",
    `${FRONT_END}, ${FRONT_END}`,
    "null",
    "*",
  ];
  it.each(others)("O-02 gets no Access-Control header at all: %s", async (origin) => {
    const client = server.client();
    const answers = [await client.get("/me", { origin }), await preflight(origin)];
    for (const answer of answers) {
      expect(grantsOf(answer)).toEqual([]);
      expect(answer.headers["vary"]).toContain("Origin");
    }
  });

  it("O-02 our own origin needs none, and a request without Origin gets none", async () => {
    expect(grantsOf(await server.client().get("/me", { origin: ORIGIN }))).toEqual([]);
    expect(grantsOf(await server.client().get("/me"))).toEqual([]);
  });
});

describe("what may not be", () => {
  it.each(["*", "https://*.example.org", "null", "https://a.test/path", "https://user@a.test", "file:///"])(
    "O-03 trustedOrigins with %j is a start-up error",
    async (origin) => {
      const start = createAuth({ secret: SECRET, origin: ORIGIN, trustedOrigins: [origin] });
      await expect(start).rejects.toThrow(SettingsError);
      await expect(start).rejects.toThrow(/trustedOrigins/);
    },
  );

  it.each([
    ["TRACE", "content-type"],
    ["CONNECT", "content-type"],
    ["POST", "x-evil"],
    ["POST", "cookie"],
  ])(
    "O-04 a preflight for %s with %s is 204 without that grant, and no handler runs",
    async (method, header) => {
      const before = [await server.counts(), server.logs.length];
      const answer = await preflight(FRONT_END, method, header);
      expect(answer.status).toBe(204);
      const granted = (name: string) => (answer.headers[name] ?? "").toLowerCase().split(", ");
      const isGranted =
        granted("access-control-allow-methods").includes(method.toLowerCase()) &&
        granted("access-control-allow-headers").includes(header);
      expect(isGranted).toBe(false);
      expect([await server.counts(), server.logs.length - 1]).toEqual(before);
    },
  );
});
