import Fastify, { type FastifyInstance } from "fastify";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refuseError, waferRoutes } from "../../src/adapters/fastify.ts";
import { type Auth, AuthError, createAuth } from "../../src/index.ts";
import { StoreError } from "../../src/store/store-error.ts";
import { ORIGIN, SECRET } from "./serve.ts";

const DETAIL = "Something failed on the server. The log has the details.";
const thrown: Record<string, unknown> = {
  auth: new AuthError("not_found"),
  store: new StoreError("busy", "/secret/wafer.db", "locked"),
  status: Object.assign(new Error("no coffee here"), { statusCode: 418 }),
  code: Object.assign(new Error("no such note"), { statusCode: 404, code: "NOTE_GONE" }),
  away: Object.assign(new Error("the host db7 is away"), { statusCode: 503, code: "ECONNREFUSED" }),
  failed: Object.assign(new Error("secret words"), { statusCode: 500 }),
  odd: Object.assign(new Error("secret words"), { statusCode: 200 }),
  plain: new Error("secret words"),
  named: Object.assign(new Error("no such page"), { status: 404 }),
  taken: new Error("the name is taken"),
  number: Object.assign(new Error("no such list"), { statusCode: 404, code: 7n }),
  bare: { statusCode: 410 },
  nothing: null,
  text: "secret words",
};

describe("refuseError in an app of one's own", () => {
  const logs: string[] = [];
  let auth: Auth;
  let app: FastifyInstance;

  beforeAll(async () => {
    const log = pino({ level: "info" }, { write: (line: string) => void logs.push(line) });
    const settings = { secret: SECRET, origin: ORIGIN, database: "sqlite::memory:" };
    auth = await createAuth(settings, { migrate: true, log });
    app = Fastify();
    app.setErrorHandler(refuseError(auth));
    app.addHook("onRequest", async (request) => {
      if (request.headers["x-flood"] !== undefined)
        throw Object.assign(new Error("slowly, please"), { statusCode: 429 });
    });
    await app.register(waferRoutes, { auth, prefix: "/auth" });
    app.get<{ Params: { what: string } }>("/throw/:what", async ({ params }, reply) => {
      if (params.what === "taken") reply.code(409);
      throw thrown[params.what];
    });
    app.post("/notes", { schema: { body: { type: "object", required: ["text"] } } }, async () => ({}));
  });
  afterAll(async () => {
    await app.close();
    await auth.close();
  });

  it.each([
    ["auth", { status: 404, code: "not_found" }],
    ["store", { status: 503, code: "store_unavailable" }],
    ["status", { status: 418, title: "I'm a Teapot", detail: "no coffee here" }],
    ["code", { status: 404, detail: "no such note", code: "NOTE_GONE" }],
    ["away", { status: 503, title: "Service Unavailable", detail: DETAIL }],
    ["failed", { status: 500, detail: DETAIL, code: "internal_error" }],
    ["odd", { status: 500, detail: DETAIL, code: "internal_error" }],
    ["plain", { status: 500, detail: DETAIL, code: "internal_error" }],
    ["named", { status: 404, detail: "no such page" }],
    ["taken", { status: 409, detail: "the name is taken" }],
    ["number", { status: 404, detail: "no such list" }],
    ["bare", { status: 410, detail: "Gone" }],
    ["nothing", { status: 500, detail: DETAIL, code: "internal_error" }],
    ["text", { status: 500, detail: DETAIL, code: "internal_error" }],
  ])("answers an error of its own as it should: %s", async (what, problem) => {
    logs.length = 0;
    const answer = await app.inject(`/throw/${what}`);
    expect(answer.statusCode).toBe(problem.status);
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(answer.json()).toMatchObject(problem);
    expect(Object.keys(answer.json())).toHaveLength("code" in problem ? 4 : 3);
    expect(answer.body).not.toMatch(/secret|db7|ECONN/);
    expect(logs.map((line) => JSON.parse(line).msg)).toEqual([problem.status < 500 ? "refused" : "failed"]);
  });

  it.each([
    ["a body that is no JSON", "{", "application/json", "malformed_json", 400],
    ["an empty body", "", "application/json", "malformed_json", 400],
    ["a body that does not fit its schema", "{}", "application/json", "invalid_request", 400],
    ["a kind of body it does not take", "text", "text/html", "unsupported_media_type", 415],
    ["a body that is too large", "x".repeat(2 ** 20 + 1), "application/json", "body_too_large", 413],
  ])("has Fastify's own refusals in Wafer's words: %s", async (_, payload, type, code, status) => {
    const headers = { "content-type": type };
    const answer = await app.inject({ method: "POST", url: "/notes", headers, payload });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
  });

  it("names the field that does not fit a schema of the app, and logs it", async () => {
    logs.length = 0;
    const answer = await app.inject({ method: "POST", url: "/notes", payload: {} });
    const reason = "body must have required property 'text'";
    expect(answer.json().detail).toBe(`The request has fields that do not fit: ${reason}.`);
    expect(logs.map((line) => JSON.parse(line))).toMatchObject([{ msg: "refused", reason }]);
  });

  it.each([
    ["/notes", 2 ** 20],
    ["/auth/login", 100_000],
  ])("names the limit of %s, %i bytes, where a body is too large", async (url, limit) => {
    const headers = { "content-type": "application/json" };
    const answer = await app.inject({ method: "POST", url, headers, payload: "x".repeat(2 ** 20 + 1) });
    expect(answer.json().detail).toContain(`${limit} bytes`);
  });

  it.each(["/auth/me", "/throw/plain"])("keeps the status of a hook that refuses before %s", async (url) => {
    const answer = await app.inject({ url, headers: { "x-flood": "1" } });
    expect([answer.statusCode, answer.json().detail]).toEqual([429, "slowly, please"]);
  });
});
