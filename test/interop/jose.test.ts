import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type JsonWebKey,
} from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { compactVerify, jwtVerify, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import {
  type Algorithm,
  algorithms,
  type JwsKey,
  openJws,
  signJws,
  verifyJws,
} from "../../src/tokens/jws.ts";

const TYP = "at+jwt";
const secret = createSecretKey(Buffer.alloc(32, 7));
const pairs = {
  EdDSA: generateKeyPairSync("ed25519"),
  ES256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  RS256: generateKeyPairSync("rsa", { modulusLength: 2048 }),
} as const;

const keys: readonly (JwsKey & { readonly signWith: object })[] = [
  { kid: "hmac", algorithm: "HS256", signWith: secret, verifyWith: secret },
  ...(["EdDSA", "ES256", "RS256"] as const).map((algorithm) => ({
    kid: `key-${algorithm}`,
    algorithm,
    signWith: pairs[algorithm].privateKey,
    verifyWith: pairs[algorithm].publicKey,
  })),
];
const ring = new Map(keys.map((key) => [key.kid, key]));
const ours = (token: string) => verifyJws(token, { typ: TYP, findKey: (kid) => ring.get(kid) });
const joseAccepts = (token: string, key: JwsKey) =>
  compactVerify(token, key.verifyWith, { algorithms: [key.algorithm] }).then(
    () => true,
    () => false,
  );

const claims = fc
  .dictionary(fc.stringMatching(/^[a-z_]{1,12}$/), fc.jsonValue({ maxDepth: 3, stringUnit: "grapheme" }))
  .filter((value) => {
    const text = JSON.stringify(value);
    return text.length < 3000 && !/__proto__|prototype/.test(text);
  });

describe.each(keys)("jose and we, $algorithm", (key) => {
  it("read each other's tokens with the same claims", async () => {
    await fc.assert(
      fc.asyncProperty(claims, async (payload) => {
        const clean: Record<string, unknown> = JSON.parse(JSON.stringify(payload));
        const byJose = await new SignJWT(clean)
          .setProtectedHeader({ alg: key.algorithm, typ: TYP, kid: key.kid })
          .sign(key.signWith);
        expect(ours(byJose)).toEqual({ ok: true, payload: clean });
        const byUs = signJws(clean, key, TYP);
        const { payload: read, protectedHeader } = await compactVerify(byUs, key.verifyWith, {
          algorithms: [key.algorithm],
        });
        expect(JSON.parse(new TextDecoder().decode(read))).toEqual(clean);
        expect(protectedHeader).toEqual({ alg: key.algorithm, typ: TYP, kid: key.kid });
      }),
      { numRuns: 40 },
    );
  });

  it("agree on a token with the registered claims", async () => {
    const now = Math.floor(Date.now() / 1000);
    const token = signJws({ sub: "ada", iat: now, exp: now + 60, iss: "us", aud: "them" }, key, TYP);
    const { payload } = await jwtVerify(token, key.verifyWith, {
      algorithms: [key.algorithm],
      typ: TYP,
      issuer: "us",
      audience: "them",
    });
    expect(payload.sub).toBe("ada");
  });

  it("differ on a changed character only where it decodes to the same bytes: jose accepts it, we do not", async () => {
    const token = signJws({ sub: "ada", sid: "s1", n: [1, 2, 3] }, key, TYP);
    const decoded = (text: string) =>
      text.split(".").map((part) => Buffer.from(part, "base64url").toString("hex"));
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.integer({ min: 0, max: 255 }), async (at, code) => {
        fc.pre(token.charCodeAt(at) !== code);
        const changed = token.slice(0, at) + String.fromCharCode(code) + token.slice(at + 1);
        expect(ours(changed).ok).toBe(false);
        if (await joseAccepts(changed, key)) expect(decoded(changed)).toEqual(decoded(token));
      }),
      { numRuns: 150 },
    );
  });
});

describe("encodings of one token that jose accepts and we refuse", () => {
  const [hmacKey] = keys;
  const header = Buffer.from('{"alg":"HS256","typ":"at+jwt","kid":"hmac"} ').toString("base64url");
  const payload = Buffer.from('{"sub":"ada>?"}  ').toString("base64url");
  const mac = (signed: string) => createHmac("sha256", secret).update(signed).digest("base64url");
  const token = `${header}.${payload}.${mac(`${header}.${payload}`)}`;
  const fill = (part: string) => part.padEnd(Math.ceil(part.length / 4) * 4, "=");
  const nextLetter = (part: string) =>
    part.slice(0, -1) + String.fromCharCode(part.charCodeAt(part.length - 1) + 1);
  const classes: [string, (part: string) => string][] = [
    ["padding", fill],
    ["a space before the part", (part) => ` ${part}`],
    ["a space inside the part", (part) => `${part.slice(0, 4)} ${part.slice(4)}`],
    ["a tab", (part) => `${part}\t`],
    ["a line break", (part) => `${part}\n`],
    ["a carriage return", (part) => `${part}\r`],
    ["a form feed", (part) => `${part}\f`],
    ["unused last bits that are set", nextLetter],
  ];

  it("start from a token both accept", async () => {
    expect(ours(token).ok).toBe(true);
    expect(hmacKey && (await joseAccepts(token, hmacKey))).toBe(true);
  });

  it.each(classes)("%s", async (_, change) => {
    const signedChange = [`${change(header)}.${payload}`, `${header}.${change(payload)}`].map(
      (signed) => `${signed}.${mac(signed)}`,
    );
    for (const other of [...signedChange, `${header}.${payload}.${change(mac(`${header}.${payload}`))}`]) {
      expect(hmacKey && (await joseAccepts(other, hmacKey))).toBe(true);
      expect(ours(other)).toEqual({ ok: false, reason: "a part is not canonical base64url" });
    }
  });
});

interface RfcVector {
  readonly id: string;
  readonly alg: string;
  readonly key: JsonWebKey | null;
  readonly jws: string;
}
const RFC_FILE = new URL("../../../shared/corpora/rfc/rfc7515-8037.json", import.meta.url);

describe("the examples of RFC 7515 and RFC 8037", () => {
  const present = existsSync(RFC_FILE);
  if (!present)
    console.log("RFC vectors skipped: ../shared/corpora/rfc is absent. The Ed25519 example below runs.");
  const vectors: readonly RfcVector[] = present ? JSON.parse(readFileSync(RFC_FILE, "utf8")) : [];

  it.each(vectors)(
    "$id: the signature is judged rightly, the token refused for its header",
    ({ alg, key: jwk, jws }) => {
      expect(openJws(jws, { typ: null, findKey: () => keys[0] }).ok).toBe(false);
      if (jwk === null) return expect(Object.keys(algorithms)).not.toContain(alg);
      const [header = "", payload = "", signature = ""] = jws.split(".");
      const key =
        jwk.kty === "oct"
          ? createSecretKey(Buffer.from(jwk.k ?? "", "base64url"))
          : createPublicKey({ key: jwk, format: "jwk" });
      const judge = (data: string) =>
        algorithms[alg as Algorithm].verify(Buffer.from(data), Buffer.from(signature, "base64url"), key);
      expect(judge(`${header}.${payload}`)).toBe(true);
      expect(judge(`${header}.${payload}A`)).toBe(false);
    },
  );

  it("RFC 8037 appendix A.4 is signed to the same bytes", () => {
    const key = createPrivateKey({
      key: {
        kty: "OKP",
        crv: "Ed25519",
        d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
      },
      format: "jwk",
    });
    const signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    const signature = algorithms.EdDSA.sign(Buffer.from(signed), key).toString("base64url");
    expect(signature).toBe(
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
    );
  });
});
