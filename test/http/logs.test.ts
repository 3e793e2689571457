import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, Client } from "./client.ts";
import { sendRaw } from "./raw.ts";
import { ACCESS, CSRF, PASSWORD, REFRESH, serve, type TestServer } from "./serve.ts";

const CANARIES = {
  wrongPassword: "canary-wrong-password-81",
  newPassword: "canary-new-password-82",
  weakPassword: "canary",
  typedAsName: "canary-password-typed-as-name-83",
  forgedToken: "canary.forged.token84",
  forgedCsrf: `canary-csrf-85${"x".repeat(72)}`,
  query: "canary-query-86",
  bearer: "canary-bearer-87",
  oddField: "canary-field-88",
};

let server: TestServer;
/** Every body that was answered, and every secret that was issued. */
const bodies: string[] = [];
const secrets = new Set<string>(Object.values(CANARIES));

beforeAll(async () => {
  server = await serve({ loginAttemptsPerAccount: 6 });
  await journey(server.client());
});
afterAll(() => server.close());

async function journey(client: Client): Promise<void> {
  const keep = (answer: Answer) => {
    bodies.push(answer.status < 300 ? "" : answer.text);
    for (const name of [ACCESS, REFRESH, CSRF])
      if (client.cookie(name) !== "") secrets.add(client.cookie(name));
    return answer;
  };
  keep(await client.signIn("ada", CANARIES.wrongPassword));
  keep(await client.signIn(CANARIES.typedAsName, "x"));
  keep(await client.signIn("ada", PASSWORD));
  keep(
    await client.post("/login", {
      username: "ada",
      password: PASSWORD,
      [CANARIES.oddField]: CANARIES.newPassword,
    }),
  );
  keep(await client.get(`/me?token=${CANARIES.query}&password=${CANARIES.query}`));
  keep(await client.get("/me", { authorization: `Bearer ${CANARIES.bearer}` }));
  keep(await client.get("/me", { cookie: `${ACCESS}=${CANARIES.forgedToken}` }));
  keep(await client.post("/token/verify", undefined, { "x-csrftoken": CANARIES.forgedCsrf }));
  keep(await client.post("/me/password", { currentPassword: CANARIES.wrongPassword, newPassword: PASSWORD }));
  keep(await client.post("/me/password", { currentPassword: PASSWORD, newPassword: CANARIES.weakPassword }));
  keep(await client.post("/me/password", { currentPassword: PASSWORD, newPassword: CANARIES.newPassword }));
  keep(await client.post("/token/refresh", undefined, { "user-agent": "another browser" }));
  keep(
    await client.send(
      "POST",
      "/login",
      { "content-type": "application/json" },
      `{"password":"${CANARIES.newPassword}"`,
    ),
  );
  for (const _ of "1234567") keep(await server.client().signIn("ada", CANARIES.wrongPassword));
  const stale = client.copy();
  keep(await client.post("/logout"));
  keep(await stale.post("/token/refresh"));
  const broken = `GET /me HTTP/1.1\r\nHost: a\r\nCookie: ${ACCESS}=${CANARIES.forgedToken}\nX\r\n\r\n`;
  bodies.push((await sendRaw(server.port, broken)).text);
  secrets.add(PASSWORD).delete(CANARIES.weakPassword);
}

/** The secrets in a text, and whatever looks like a token or a hash. */
const found = (text: string) => [
  ...[...secrets].filter((secret) => text.includes(secret)),
  ...(/eyJ[\w-]{10}|\$argon2/.exec(text) ?? []),
];

describe("after a journey with every kind of refusal", () => {
  it("W-08 no password, token or cookie is in the log", () => {
    expect(secrets.size).toBeGreaterThan(15);
    expect(server.logs.length).toBeGreaterThan(30);
    expect(found(server.logs.join(""))).toEqual([]);
  });

  it("W-08 nor in the audit trail", async () => {
    await server.auth.audit.stop();
    const rows = await server.auth.store.db.selectFrom("events").selectAll().execute();
    expect(new Set(rows.map((row) => row.type))).toEqual(
      new Set([
        "user_created",
        "sign_in",
        "sign_out",
        "refresh",
        "password_changed",
        "session_ended",
        "csrf_refused",
        "token_refused",
        "session_refused",
      ]),
    );
    expect(found(JSON.stringify(rows))).toEqual([]);
  });

  it("W-08 nor in the body of a refusal", () => {
    expect(bodies.filter((body) => body.includes('"code"')).length).toBeGreaterThan(10);
    expect(found(bodies.join(""))).toEqual([]);
  });

  it("W-08 nor, in clear, in any file of the data folder", () => {
    const files = ["wafer.db", "wafer.db-wal", "wafer.db-throttle", "wafer.db-throttle-wal"];
    const dump = files.map((name) => readFileSync(join(server.folder, name), "latin1")).join("");
    expect(found(dump.replaceAll("$argon2", ""))).toEqual([]);
  });

  it("has one JSON line a request, with its id, method, path without query, status and duration", () => {
    const lines = server.logs.map((line) => JSON.parse(line) as Record<string, unknown>);
    const requests = lines.filter((line) => line["msg"] === "request");
    expect(requests.length).toBe(bodies.length - 1);
    for (const line of requests) {
      expect(line).toMatchObject({
        reqId: expect.any(String),
        method: expect.stringMatching(/^(GET|POST)$/),
        path: expect.stringMatching(/^\/[a-z/]+$/),
        status: expect.any(Number),
        ms: expect.any(Number),
      });
    }
  });

  it("has the code and the reason of each refusal, under the id that the client was told", async () => {
    const from = server.logs.length;
    const answer = await server.client().get("/me", { cookie: `${ACCESS}=a.b.c` });
    const lines = server.logs.slice(from).map((line) => JSON.parse(line) as Record<string, unknown>);
    const id = answer.headers["x-request-id"];
    expect(lines).toEqual([
      expect.objectContaining({
        msg: "refused",
        reqId: id,
        code: "token_invalid",
        reason: expect.any(String),
      }),
      expect.objectContaining({ msg: "request", reqId: id, status: 401 }),
    ]);
  });
});

describe("W-09 what is hard to print", () => {
  it("in a path or a user agent stays inside one JSON line", async () => {
    const from = server.logs.length;
    const path = encodeURIComponent('\n\u001b[2J"}{"level":60,"msg":"forged"}\u2028');
    const request = `GET /${path} HTTP/1.1\r\nHost: a\r\nUser-Agent: \u00e9\u2028"}\r\nConnection: close\r\n\r\n`;
    await sendRaw(server.port, request, 1000);
    const lines = server.logs.slice(from);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line).toMatch(/^[^\n\u001b]+\n$/);
      expect(JSON.parse(line)).not.toMatchObject({ msg: "forged" });
    }
  });
});
