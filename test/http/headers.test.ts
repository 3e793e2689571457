import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { routes } from "../../src/routes/routes.ts";
import { type Answer, readSetCookie } from "./client.ts";
import { sendRaw } from "./raw.ts";
import { FRONT_END, PASSWORD, serve, type TestServer } from "./serve.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

/** The same for everybody: may be kept. */
const PUBLIC = ["/.well-known/jwks.json"];

const POLICY = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self'",
  "connect-src": "'self'",
  "form-action": "'self'",
  "frame-ancestors": "'none'",
  "base-uri": "'none'",
  "require-trusted-types-for": "'script'",
  "trusted-types": "'none'",
};

function expectSecured({ headers }: Answer): void {
  const directives = (headers["content-security-policy"] ?? "")
    .split("; ")
    .map((text) => text.split(/ (.*)/, 2));
  expect(Object.fromEntries(directives)).toMatchObject(POLICY);
  expect(headers).toMatchObject({
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  });
  expect(headers).not.toHaveProperty("x-powered-by");
  expect(headers).not.toHaveProperty("server");
}

describe("every answer", () => {
  it("W-11 carries the security headers and HSTS, from every route, for success and for refusal", async () => {
    const client = await server.signedIn();
    for (const { method, path } of routes) {
      for (const answer of [await client.send(method, path), await server.client().send(method, path)]) {
        expectSecured(answer);
        expect(answer.headers["strict-transport-security"]).toBe("max-age=63072000; includeSubDomains");
        expect(answer.headers["x-request-id"]).toMatch(/^[\w-]+$/);
      }
    }
  });

  it("W-11 carries them too where no route is, for a preflight, and for a path that cannot be decoded", async () => {
    const client = server.client();
    const asks = { origin: FRONT_END, "access-control-request-method": "POST" };
    const answers = [
      await client.get("/nothing"),
      await client.get("/%zz"),
      await client.send("OPTIONS", "/login", asks),
      await client.send("POST", "/login", { "content-type": "application/json" }, "x".repeat(200_000)),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([404, 400, 204, 413]);
    for (const answer of answers) expectSecured(answer);
  });

  it("W-11 tells of HSTS on https only", async () => {
    const plain = await serve({ origin: "http://localhost:8000" });
    onTestFinished(() => plain.close());
    expect((await plain.client().get("/healthz")).headers).not.toHaveProperty("strict-transport-security");
  });

  it("has an id of its own, and never one that the client chose", async () => {
    const chosen = { "x-request-id": "chosen", "request-id": "chosen" };
    const ids = [
      await server.client().get("/healthz", chosen),
      await server.client().get("/healthz", chosen),
    ].map(({ headers }) => headers["x-request-id"]);
    expect(new Set([...ids, "chosen"]).size).toBe(3);
  });
});

describe("an answer that knows who asks", () => {
  it("is never kept by a cache, whether it succeeds or not", async () => {
    const client = await server.signedIn();
    for (const { method, path } of routes.filter((route) => !PUBLIC.includes(route.path))) {
      const { headers } = await client.send(method, path);
      expect(headers["cache-control"]).toBe("no-store");
      expect(headers["vary"]?.split(", ")).toEqual(expect.arrayContaining(["Origin", "Cookie"]));
    }
  });
});

describe("what no route takes", () => {
  it.each([
    "/nothing",
    "/LOGIN",
    "/login/x",
    "/login;x",
    "//login",
    "/me.json",
    "/.git/config",
    "/.wafer/secret",
    "/me/../secret",
  ])("W-10 %s is 404 as problem+json, without a stack", async (path) => {
    const answer = await server.client().get(path);
    expect(answer.status).toBe(404);
    expect(answer.json).toEqual({
      title: "Not Found",
      status: 404,
      detail: "There is nothing at this address.",
      code: "not_found",
    });
  });

  it("a browser that opens /login goes on to /sign-in, with a safe next only; programs get 405", async () => {
    const accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";
    const open = (path: string) => server.client().get(path, { accept });
    for (const [path, location] of [
      ["/login", "/sign-in"],
      ["/login/?next=/account%3Fa", "/sign-in?next=%2Faccount%3Fa"],
      ["/login?next=//evil.test", "/sign-in"],
      ["/login?next=https://evil.test/", "/sign-in"],
    ] as const) {
      const { status, headers } = await open(path);
      expect([path, status, headers["location"]]).toEqual([path, 303, location]);
    }
    for (const answer of [
      await server.client().get("/login", { accept: "*/*" }),
      await server.client().send("PUT", "/login", { accept }),
      await server.client().send("HEAD", "/login", { accept }),
    ])
      expect([answer.status, answer.headers["allow"]]).toEqual([405, "POST"]);
    expect((await open("/logout")).status).toBe(405);
  });

  it("W-10 a path that cannot be decoded is 400", async () => {
    const answer = await server.client().get("/%zz");
    expect([answer.status, answer.json["code"]]).toEqual([400, "invalid_request"]);
  });

  it("limits are those of the handler, however the address is spelt", async () => {
    const narrow = await serve({ loginAttemptsPerAccount: 3 });
    onTestFinished(() => narrow.close());
    const spellings = ["/login", "/login/", "/%6cogin", "/login?a", "/login/?b#c"];
    const answers = [];
    for (const path of spellings)
      answers.push(await narrow.client().post(path, { username: "ada", password: "wrong" }));
    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401, 429, 429]);
  });

  it.each(["TRACE /me", "OPTIONS /me", "HEAD /login", "PROPFIND /me", "BREW /me"])(
    "W-10 %s is refused with a 4xx and echoes nothing",
    async (line) => {
      const answer = await sendRaw(
        server.port,
        `${line} HTTP/1.1\r\nHost: localhost\r\nX-Secret: canary\r\n\r\n`,
      );
      expect(answer.statuses).toHaveLength(1);
      expect(answer.statuses[0]).toBeGreaterThanOrEqual(400);
      expect(answer.statuses[0]).toBeLessThan(500);
      expect(answer.text).not.toContain("canary");
    },
  );

  it("W-10 OPTIONS * is 405", async () => {
    const { statuses } = await sendRaw(server.port, "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n");
    expect(statuses).toEqual([405]);
  });
});

describe("W-02 line breaks and NUL", () => {
  it.each(["\r", "\n", "\0", "\r\n"])(
    "%j in a header's value is 400, or ends it: no header is added",
    async (text) => {
      for (const name of ["Origin", "Cookie", "X-CSRFToken", "User-Agent"]) {
        const request = `GET /csrf HTTP/1.1\r\nHost: localhost\r\n${name}: a${text}Injected: yes\r\nConnection: close\r\n\r\n`;
        const answer = await sendRaw(server.port, request, 1000);
        expect(answer.statuses[0]).toBe(text === "\r\n" ? 200 : 400);
        expect(answer.text.toLowerCase()).not.toContain("injected");
      }
    },
  );

  it("in a percent-coded query reach no header", async () => {
    const answer = await server.client().get("/csrf?next=%0d%0aSet-Cookie:%20evil=1%00");
    expect(answer.status).toBe(200);
    expect(answer.cookies.map((cookie) => readSetCookie(cookie).name)).not.toContain("evil");
  });
});

describe("a request behind a proxy that is not listed", () => {
  it("keeps its own address and origin, whatever the headers claim", async () => {
    const client = server.client();
    const body = JSON.stringify({ username: "ada", password: PASSWORD });
    const spoofed = {
      "content-type": "application/json",
      "x-forwarded-for": "203.0.113.9",
      "x-real-ip": "203.0.113.9",
      forwarded: "for=203.0.113.9;host=evil.test;proto=http",
      "x-forwarded-host": "evil.test",
      "x-forwarded-proto": "http",
      "user-agent": "GoogleHC/1.0",
    };
    const answer = await client.send("POST", "/login", spoofed, body);
    expect(answer.status).toBe(200);
    expect(answer.cookies.every((cookie) => readSetCookie(cookie).attributes.has("secure"))).toBe(true);
    const session = await server.auth.store.db
      .selectFrom("sessions")
      .select("ip")
      .orderBy("id", "desc")
      .executeTakeFirst();
    expect(session?.ip).toBe("127.0.0.1");
    expect((await server.client().get("/openapi.json", spoofed)).text).not.toContain("evil.test");
  });
});
