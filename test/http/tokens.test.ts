import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Client, fingerprint } from "./client.ts";
import { base64url, type Forgery, forge, kidOf } from "./forge.ts";
import { ACCESS, REFRESH, serve, type TestServer } from "./serve.ts";

let server: TestServer;
let client: Client;
let genuine: string;
/** What every refused token must be answered with, but Date and X-Request-Id. */
let refusal: string;
beforeAll(async () => {
  server = await serve();
  client = await server.signedIn();
  genuine = client.cookie(ACCESS);
  refusal = fingerprint(await show("garbage"));
});
afterAll(() => server.close());

const show = (token: string) => server.client().get("/me", { cookie: `${ACCESS}=${token}` });
const expectRefused = async (token: string) => expect(fingerprint(await show(token))).toBe(refusal);

describe("an access token", () => {
  it("is accepted when it is signed anew without a change, so that each refusal below has one reason", async () => {
    expect((await show(forge(genuine))).status).toBe(200);
    expect(refusal).toContain('\\"code\\":\\"token_invalid\\"');
  });

  const forgeries: [string, Forgery][] = [
    ...["none", "None", "NONE", "nOnE", "", "HS384", "ES256", "hs256", undefined, null, 1].map(
      (alg): [string, Forgery] => [`J-01 with alg ${JSON.stringify(alg)}`, { header: { alg } }],
    ),
    ...["JWT", "AT+JWT", "rt+jwt", "", undefined, null].map((typ): [string, Forgery] => [
      `J-03 with typ ${JSON.stringify(typ)}`,
      { header: { typ } },
    ]),
    ["J-03 that is a refresh token by its claims", { claims: { token_type: "refresh" } }],
    ["J-03 that a refresh key signed", { kind: "refresh" }],
    ["J-03 that a refresh key signed and names", { kind: "refresh", header: { kid: kidOf("refresh") } }],
    ...[["right"], ["right", "wrong"], "", {}, "wrong", null, 1].flatMap((value): [string, Forgery][] => [
      [`J-04 with iss ${JSON.stringify(value)}, while none is configured`, { claims: { iss: value } }],
      [`J-04 with aud ${JSON.stringify(value)}, while none is configured`, { claims: { aud: value } }],
    ]),
    ...["exp", "iat"].flatMap((name) =>
      ["9999999999", 99999999999.5, null, -1, undefined, {}, [], true, "Infinity"].map(
        (value): [string, Forgery] => [
          `J-05 with ${name} ${JSON.stringify(value)}`,
          { claims: { [name]: value } },
        ],
      ),
    ),
    ...[9_999_999_999, 1, "0", null].map((nbf): [string, Forgery] => [
      `J-05 with nbf ${nbf}, which we never write`,
      { claims: { nbf } },
    ]),
    ...[
      "x",
      "../../dev/null",
      "' OR 1=1--",
      "__proto__",
      "constructor",
      "x".repeat(5000),
      "",
      [],
      {},
      null,
      undefined,
    ].map((kid): [string, Forgery] => [
      `J-06 with kid ${JSON.stringify(kid)?.slice(0, 30)}`,
      { header: { kid } },
    ]),
    ...[["x"], [], "exp", ["alg"], [1], ["b64"]].map((crit): [string, Forgery] => [
      `J-08 with crit ${JSON.stringify(crit)}`,
      { header: { crit } },
    ]),
    ["J-09 with b64 false", { header: { b64: false, crit: ["b64"] } }],
    ["J-09 with b64 true", { header: { b64: true } }],
    ["J-16 with zip", { header: { zip: "DEF" } }],
    ["J-16 with PBES2", { header: { alg: "PBES2-HS256+A128KW", p2c: 2 ** 31, p2s: "AAAA" } }],
    ["without user_id", { claims: { user_id: undefined } }],
    ["with a user_id that is a number", { claims: { user_id: 1 } }],
    ["without sid", { claims: { sid: undefined } }],
    ["with a generation of text", { claims: { gen: "1" } }],
  ];
  it.each(forgeries)("J-20 %s is the same 401 as any other", async (_name, forgery) => {
    await expectRefused(forge(genuine, forgery));
  });

  it("J-07 with jwk, jku, x5u or x5c is the same 401, and nothing is fetched", async () => {
    let connections = 0;
    const sink = createServer((socket) => {
      connections++;
      socket.destroy();
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void sink.close());
    const address = sink.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/keys`;
    const jwk = { kty: "oct", k: base64url("attacker's own secret of 32 bytes") };
    for (const header of [
      { jwk },
      { jku: url },
      { x5u: url },
      { x5c: ["MIIB"] },
      { kid: url },
      { jku: url, jwk },
    ])
      await expectRefused(forge(genuine, { header }));
    expect(connections).toBe(0);
  });

  it("J-05 is accepted to the second before exp and its leeway, and not at it", async () => {
    const { leeway } = server.auth.settings;
    const now = Math.floor(server.clock.now / 1000);
    const verdict = async (exp: number) => (await show(forge(genuine, { claims: { exp } }))).status;
    server.clock.now = now * 1000;
    expect(await verdict(now - leeway + 1)).toBe(200);
    expect(await verdict(now - leeway)).toBe(401);
    expect(await verdict(now - leeway - 1)).toBe(401);
  });

  it("J-05 that was accepted once is not accepted past its exp by any cache", async () => {
    const other = await server.signedIn();
    expect((await other.get("/me")).status).toBe(200);
    server.clock.now += (300 + server.auth.settings.leeway) * 1000;
    await expectRefused(other.cookie(ACCESS));
    server.clock.now -= (300 + server.auth.settings.leeway) * 1000;
  });

  it("J-03 in the refresh cookie, and a refresh token in the access cookie, is refused", async () => {
    await expectRefused(client.cookie(REFRESH));
    const swapped = { cookie: `${REFRESH}=${genuine}` };
    expect((await server.client().post("/token/refresh", undefined, swapped)).json["code"]).toBe(
      "token_invalid",
    );
  });

  it("J-15 of 64 kB is 431, and of 8 to 15 kB the same 401", async () => {
    expect((await show("a".repeat(65_536))).status).toBe(431);
    for (const size of [8_200, 15_000])
      await expectRefused(forge(genuine, { claims: { pad: "a".repeat(size * 0.75) } }));
  });

  it("J-16 that is a JWE is the same 401", async () => {
    const header = base64url('{"alg":"dir","enc":"A128CBC-HS256","zip":"DEF"}');
    await expectRefused(`${header}..${"A".repeat(22)}.${"A".repeat(500)}.${"A".repeat(22)}`);
  });

  it("J-20 leaves its reason in the log only", async () => {
    const from = server.logs.length;
    await show(forge(genuine, { header: { kid: "unknown" } }));
    expect(server.logs.slice(from).join("")).toContain("no key has this kid");
    expect(refusal).not.toMatch(/"reason|a key|this kid|does not match/);
  });
});

describe("with an issuer and an audience configured", () => {
  it("J-04 only a token with exactly both is accepted", async () => {
    const strict = await serve({ issuer: "https://app.example.test", audience: "notes" });
    onTestFinished(() => strict.close());
    const token = (await strict.signedIn()).cookie(ACCESS);
    const verdict = async (claims: Record<string, unknown>) =>
      (await strict.client().get("/me", { cookie: `${ACCESS}=${forge(token, { claims })}` })).status;
    expect(await verdict({})).toBe(200);
    for (const wrong of ["wrong", undefined, "", {}, null, "Notes", "notes "]) {
      expect(await verdict({ iss: wrong })).toBe(401);
      expect(await verdict({ aud: wrong })).toBe(401);
    }
    expect(await verdict({ aud: ["notes"] })).toBe(401);
    expect(await verdict({ aud: ["notes", "wrong"] })).toBe(401);
    expect(await verdict({ iss: ["https://app.example.test"] })).toBe(401);
  });
});
