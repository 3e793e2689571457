import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fingerprint } from "./client.ts";
import { base64url, claimsOf, forge, headerOf, sign } from "./forge.ts";
import { ACCESS, serve, type TestServer } from "./serve.ts";

let server: TestServer;
let genuine: string;
/** What every refused token must be answered with, but Date and X-Request-Id. */
let refusal: string;
beforeAll(async () => {
  server = await serve();
  genuine = (await server.signedIn()).cookie(ACCESS);
  refusal = fingerprint(await show("garbage"));
});
afterAll(() => server.close());

const show = (token: string) => server.client().get("/me", { cookie: `${ACCESS}=${token}` });
const expectRefused = async (token: string) => expect(fingerprint(await show(token))).toBe(refusal);

describe("an access token", () => {
  const withMember = (member: string) => (claims: string) => claims.replace("{", `{${member},`);
  const texts: [string, (claims: string) => string | Buffer][] = [
    ["a repeated claim", withMember('"exp":9999999999')],
    ["a claim repeated by an escape", withMember('"\\u0065xp":9999999999')],
    ["an exp of 1e400", (claims) => claims.replace(/"exp":\d+/, '"exp":1e400')],
    ["a __proto__ member", withMember('"__proto__":{"isAdmin":true}')],
    ["a lone surrogate", withMember('"a":"\\ud800"')],
    ["bytes that are no UTF-8", (claims) => Buffer.from(withMember('"a":"\u00ff"')(claims), "latin1")],
    ["2,000 brackets", withMember(`"a":${"[".repeat(1000)}${"]".repeat(1000)}`)],
    ["an array", (claims) => `[${claims}]`],
    ["null", () => "null"],
    ["1", () => "1"],
    ["nothing", () => ""],
    ["a byte order mark", (claims) => `\ufeff${claims}`],
    ["bytes after it", (claims) => `${claims}x`],
    ["two objects", (claims) => `${claims}${claims}`],
  ];
  it.each(texts)(
    "J-10 J-20 with claims of %s is the same 401 within 50 ms, and changes no prototype",
    async (_name, rewrite) => {
      const token = forge(genuine, { claimsText: rewrite(JSON.stringify(claimsOf(genuine))) });
      const startedAt = performance.now();
      await expectRefused(token);
      expect(performance.now() - startedAt).toBeLessThan(50);
      expect(Object.prototype).not.toHaveProperty("isAdmin");
    },
  );

  it.each([
    ["a repeated alg", withMember('"alg":"HS256"')],
    ["an array", (header: string) => `[${header}]`],
    ["null", () => "null"],
    ["a byte order mark", (header: string) => `\ufeff${header}`],
    ["bytes after it", (header: string) => `${header}x`],
  ])("J-10 J-20 with a header of %s is the same 401", async (_name, rewrite) => {
    await expectRefused(forge(genuine, { headerText: rewrite(JSON.stringify(headerOf(genuine))) }));
  });

  it("J-11 J-12 J-20 in any other encoding is the same 401", async () => {
    const [header = "", claims = "", mac = ""] = genuine.split(".");
    const signed = `${header}.${claims}`;
    const last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const sibling = last[last.indexOf(mac.at(-1) ?? "") ^ 1] ?? "";
    const malformed = [
      `${genuine}=`,
      `${header}=.${claims}.${mac}`,
      sign(`${header}==.${claims}`),
      sign(`${header}.${claims}=`),
      `${signed}.${mac.slice(0, -1)}${sibling}`,
      `${signed}.${mac}A`,
      `${signed}.${mac.slice(0, -1)}`,
      `${signed}.+/${mac.slice(2)}`,
      `${signed}. ${mac}`,
      `${signed}.${mac.slice(0, 9)}\t${mac.slice(9)}`,
      signed,
      `${signed}.`,
      `.${claims}.${mac}`,
      `${header}..${mac}`,
      sign(`${header}.`),
      `${genuine}.${mac}`,
      `${genuine}.${mac}.${mac}`,
      "..",
      ".",
      "a.b.c",
      JSON.stringify({ protected: header, payload: claims, signature: mac }).replaceAll('"', "'"),
      genuine.toUpperCase(),
    ];
    for (const token of malformed) await expectRefused(token);
  });

  it("J-02 J-13 with a signature of zeros, of another length, or none is the same 401", async () => {
    const signed = genuine.slice(0, genuine.lastIndexOf("."));
    for (const size of [0, 1, 31, 32, 33, 64, 72, 256])
      await expectRefused(`${signed}.${base64url(Buffer.alloc(size))}`);
    const es256 = `${base64url(JSON.stringify({ ...headerOf(genuine), alg: "ES256" }))}.${signed.split(".")[1]}`;
    await expectRefused(`${es256}.${base64url(Buffer.alloc(64))}`);
    await expectRefused(
      `${es256}.${base64url(Buffer.concat([Buffer.alloc(31), Buffer.from([1]), Buffer.alloc(32)]))}`,
    );
  });
});

const WYCHEPROOF = new URL(
  "../../../shared/corpora/wycheproof/json_web_signature_test.json",
  import.meta.url,
);
interface Vectors {
  readonly testGroups: readonly {
    readonly tests: readonly { readonly tcId: number; readonly jws: string }[];
  }[];
}
if (!existsSync(WYCHEPROOF))
  console.log("Wycheproof vectors over HTTP skipped: ../shared/corpora/wycheproof is absent.");

describe.skipIf(!existsSync(WYCHEPROOF))("the Wycheproof JWS vectors", () => {
  it("J-20 all 401 of them in the cookie get the identical 401", async () => {
    const vectors = (JSON.parse(readFileSync(WYCHEPROOF, "utf8")) as Vectors).testGroups.flatMap(
      (group) => group.tests,
    );
    expect(vectors).toHaveLength(401);
    const differing: number[] = [];
    for (const { tcId, jws } of vectors) {
      // A JSON serialisation or a line break cannot stand in a cookie as it is: it is sent as a browser would store it.
      const token = jws.replace(/[^\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/g, encodeURIComponent);
      if (fingerprint(await show(token)) !== refusal) differing.push(tcId);
    }
    expect(differing).toEqual([]);
  });
});
