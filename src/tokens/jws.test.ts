import { createHmac, createSecretKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer } from "node:http";
import { describe, expect, it, vi } from "vitest";
import { type Algorithm, algorithms, type JwsKey, openJws, signJws, verifyJws } from "./jws.ts";

const TYP = "at+jwt";
const HEADER = { alg: "HS256", typ: TYP, kid: "hmac" };
const CLAIMS = '{"sub":"ada"}';
const secret = createSecretKey(Buffer.alloc(32, 7));
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed = generateKeyPairSync("ed25519");
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });

const keys: Record<Algorithm, JwsKey> = {
  HS256: { kid: "hmac", algorithm: "HS256", signWith: secret, verifyWith: secret },
  EdDSA: { kid: "ed", algorithm: "EdDSA", signWith: ed.privateKey, verifyWith: ed.publicKey },
  ES256: { kid: "ec", algorithm: "ES256", signWith: ec.privateKey, verifyWith: ec.publicKey },
  RS256: { kid: "rsa", algorithm: "RS256", signWith: rsa.privateKey, verifyWith: rsa.publicKey },
};
const ring = new Map(Object.values(keys).map((key) => [key.kid, key]));
const findKey = (kid: string) => ring.get(kid);
const read = (token: string) => verifyJws(token, { typ: TYP, findKey });
const reason = (token: string) => {
  const result = read(token);
  return result.ok ? "accepted" : result.reason;
};

const base64url = (value: string | Buffer) => Buffer.from(value).toString("base64url");
const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** A token whose signature is right, over whatever stands in its parts: only the part under test is wrong. */
function macOver(header: string, payload: string, key: KeyObject | Buffer | string = secret): string {
  return `${header}.${payload}.${createHmac("sha256", key).update(`${header}.${payload}`).digest("base64url")}`;
}
const macToken = (header: unknown = HEADER, payload: unknown = CLAIMS) =>
  macOver(base64url(text(header)), base64url(text(payload)));

describe("signJws and verifyJws", () => {
  it.each(Object.values(keys))("read back what was signed with $algorithm", (key) => {
    const token = signJws({ sub: "ada", n: 1 }, key, TYP);
    expect(read(token)).toEqual({ ok: true, payload: { sub: "ada", n: 1 } });
    expect(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).toBe(
      `{"alg":"${key.algorithm}","typ":"at+jwt","kid":"${key.kid}"}`,
    );
  });

  it("accept a token made by hand with node:crypto, so the attacks below fail for their own reason", () => {
    expect(read(macToken())).toEqual({ ok: true, payload: { sub: "ada" } });
  });

  it("refuse to sign with a key that only verifies", () => {
    expect(() => signJws({}, { ...keys.ES256, signWith: null }, TYP)).toThrow("only verifies");
  });

  it("accept no signature of a key that is of another kind than its algorithm", () => {
    const data = Buffer.from("data");
    const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" });
    const ed448 = generateKeyPairSync("ed448");
    const wide = sign("sha256", data, { key: p384.privateKey, dsaEncoding: "ieee-p1363" });
    expect(algorithms.ES256.verify(data, wide, p384.publicKey)).toBe(false);
    expect(algorithms.EdDSA.verify(data, sign(null, data, ed448.privateKey), ed448.publicKey)).toBe(false);
    expect(algorithms.RS256.verify(data, sign("sha256", data, ec.privateKey), ec.publicKey)).toBe(false);
  });

  it("demand the exact typ", () => {
    for (const typ of ["rt+jwt", "AT+JWT", "JWT", "application/at+jwt", "", null, ["at+jwt"], undefined]) {
      expect(reason(macToken({ ...HEADER, typ }))).toBe("the typ is not the expected one");
    }
    expect(openJws(macToken({ ...HEADER, typ: undefined }), { typ: null, findKey }).ok).toBe(true);
  });

  it.each(Object.values(keys))(
    "refuse a $algorithm signature with any bit flipped, cut short or made longer",
    (key) => {
      const token = signJws({ sub: "ada" }, key, TYP);
      const [header = "", payload = "", signature = ""] = token.split(".");
      const bytes = Buffer.from(signature, "base64url");
      const flipped = Array.from(bytes, (byte, at) => Buffer.from(bytes).fill(byte ^ 1, at, at + 1));
      const forged = [
        ...flipped,
        bytes.subarray(0, -1),
        bytes.subarray(1),
        Buffer.concat([bytes, Buffer.alloc(1)]),
        Buffer.concat([Buffer.alloc(1), bytes]),
      ];
      for (const other of forged) {
        expect(reason(`${header}.${payload}.${base64url(other)}`)).toBe("the signature does not match");
      }
    },
  );

  it("read the payload only once the signature is right", () => {
    const [header = "", , signature = ""] = macToken().split(".");
    expect(reason(`${header}.${base64url("not JSON")}.${signature}`)).toBe("the signature does not match");
  });
});

describe("J-01: alg comes from the key, never from the token", () => {
  it.each([
    "none",
    "None",
    "NONE",
    "nOnE",
    "",
    "hs256",
    "HS384",
    "ES256",
    "EdDSA",
    0,
    null,
    ["HS256"],
    undefined,
  ])("alg %j is refused", (alg) => {
    const token = macToken({ ...HEADER, alg });
    const [header = "", payload = ""] = token.split(".");
    expect(reason(token)).toBe("the alg is not that of the key");
    expect(reason(`${header}.${payload}.`)).toBe("the header or the signature is empty");
  });
});

describe("J-02: a public key is no HMAC secret", () => {
  const raw = () => {
    const { x = "", y = "" } = ec.publicKey.export({ format: "jwk" });
    return Buffer.concat([Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  };
  const forms: [string, (key: KeyObject) => string | Buffer][] = [
    ["PEM", (key) => key.export({ type: "spki", format: "pem" })],
    ["PEM with a line break before", (key) => `\n${key.export({ type: "spki", format: "pem" })}`],
    ["PEM without the last line break", (key) => String(key.export({ type: "spki", format: "pem" })).trim()],
    ["DER", (key) => key.export({ type: "spki", format: "der" })],
    ["JWK text", (key) => JSON.stringify(key.export({ format: "jwk" }))],
    ["raw x||y", raw],
  ];
  it.each(forms)("HS256 over the public key as %s is refused", (_, form) => {
    for (const key of [keys.ES256, keys.EdDSA, keys.RS256]) {
      for (const alg of ["HS256", key.algorithm]) {
        const header = base64url(JSON.stringify({ alg, typ: TYP, kid: key.kid }));
        expect(read(macOver(header, base64url(CLAIMS), form(key.verifyWith))).ok).toBe(false);
      }
    }
  });
});

describe("J-06: kid is a name in the ring and nothing else", () => {
  it.each(["../../dev/null", "' OR 1=1--", "__proto__", "constructor", "", "HMAC", "hmac\0", "hmac "])(
    "unknown kid %j is refused",
    (kid) => {
      expect(reason(macToken({ ...HEADER, kid }))).toBe("no key has this kid");
    },
  );

  it.each([["k".repeat(65)], ["k".repeat(5000)], [[]], [["hmac"]], [{}], [1], [null], [undefined]])(
    "a kid of the wrong shape is not looked up (%#)",
    (kid) => {
      const lookUp = vi.fn(findKey);
      const result = verifyJws(macToken({ ...HEADER, kid }), { typ: TYP, findKey: lookUp });
      expect(result).toEqual({ ok: false, reason: "the kid is missing or no short text" });
      expect(lookUp).not.toHaveBeenCalled();
    },
  );

  it("a kid of 100 KB is refused by the length of the token", () => {
    expect(reason(macToken({ ...HEADER, kid: "k".repeat(100_000) }))).toBe(
      "it is longer than 8192 characters",
    );
  });
});

describe("header members other than alg, typ, kid are refused although the signature is right", () => {
  const cases: [string, Record<string, unknown>][] = [
    ["J-07: jwk", { jwk: ec.publicKey.export({ format: "jwk" }) }],
    ["J-07: jku", { jku: "https://evil.example/jwks.json" }],
    ["J-07: x5u", { x5u: "https://evil.example/cert.pem" }],
    ["J-07: x5c", { x5c: ["MIIB"] }],
    ...[["x"], [], "exp", ["alg"], [1], ["b64"]].map((crit): [string, Record<string, unknown>] => [
      `J-08: crit ${text(crit)}`,
      { crit },
    ]),
    ["J-09: b64 false with crit", { b64: false, crit: ["b64"] }],
    ["J-09: b64 true alone", { b64: true }],
    ["J-16: enc, as of a JWE", { enc: "A256GCM" }],
    ["J-16: zip", { zip: "DEF" }],
    ["J-16: PBES2 parameters", { p2c: 2 ** 31, p2s: "AAAA" }],
    ["cty", { cty: "JWT" }],
  ];
  it.each(cases)("%s", (_, members) => {
    expect(reason(macToken({ ...HEADER, ...members }))).toBe(
      "the header has other members than alg, typ, kid",
    );
  });

  it("J-07: a key in the token or at its address is neither used nor fetched", async () => {
    let connections = 0;
    const sink = createServer().on("connection", () => connections++);
    await new Promise<void>((listening) => sink.listen(0, "127.0.0.1", listening));
    const address = sink.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
    const attacker = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const members = [{ jwk: attacker.publicKey.export({ format: "jwk" }) }, { jku: url }, { x5u: url }, {}];
    for (const kid of ["ec", "unknown", url]) {
      for (const extra of members) {
        const signed = `${base64url(JSON.stringify({ alg: "ES256", typ: TYP, kid, ...extra }))}.${base64url(CLAIMS)}`;
        const signature = sign("sha256", Buffer.from(signed), {
          key: attacker.privateKey,
          dsaEncoding: "ieee-p1363",
        });
        expect(read(`${signed}.${base64url(signature)}`).ok).toBe(false);
      }
    }
    await new Promise((later) => setTimeout(later, 50));
    sink.close();
    expect(connections).toBe(0);
  });

  it("J-16: JWE and PBES2 tokens are refused at once", () => {
    const header = base64url(
      JSON.stringify({ alg: "PBES2-HS256+A128KW", enc: "A128GCM", p2c: 2 ** 31, p2s: "AAAA", kid: "hmac" }),
    );
    const started = performance.now();
    expect(reason(`${header}.AAAA.AAAA.AAAA.AAAA`)).toBe("it does not have three parts");
    expect(reason(macOver(header, base64url(CLAIMS)))).toBe(
      "the header has other members than alg, typ, kid",
    );
    expect(performance.now() - started).toBeLessThan(50);
  });
});

describe("J-10: header and claims are strict JSON objects", () => {
  const deep = `{"a":${"[".repeat(2500)}${"]".repeat(2500)}}`;
  const cases: [string, string | Buffer][] = [
    ["a repeated member", '{"alg":"HS256","typ":"at+jwt","kid":"x","kid":"hmac"}'],
    ["a repeated member, once escaped", '{"alg":"HS256","typ":"at+jwt","\\u006bid":"x","kid":"hmac"}'],
    ["a byte order mark", `\ufeff${text(HEADER)}`],
    ["trailing bytes", `${text(HEADER)}\0`],
    ["a lone surrogate", '{"alg":"HS256","typ":"at+jwt","kid":"\\ud800"}'],
    [
      "bytes that are not UTF-8",
      Buffer.concat([Buffer.from('{"kid":"'), Buffer.from([0xff, 0xc0, 0xaf]), Buffer.from('"}')]),
    ],
    [
      "an overlong form",
      Buffer.concat([Buffer.from('{"kid":"'), Buffer.from([0xc1, 0xa1]), Buffer.from('"}')]),
    ],
    ["deep nesting", deep],
    ["a __proto__ member", '{"alg":"HS256","typ":"at+jwt","kid":"hmac","__proto__":{"polluted":true}}'],
    ["constructor.prototype", '{"constructor":{"prototype":{"polluted":true}}}'],
    ["an array", "[]"],
    ["null", "null"],
    ["a number", "1"],
    ["nothing", " "],
  ];
  it.each(cases)("%s is refused in either", (_, part) => {
    const good = base64url(text(HEADER));
    expect(reason(macOver(base64url(part), base64url(CLAIMS)))).toMatch(/^the header is refused: /);
    expect(reason(macOver(good, base64url(part)))).toMatch(/^the payload is refused: /);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect("polluted" in {}).toBe(false);
  });

  it("depth 10000 is refused by the length of the token before it is read", () => {
    expect(reason(macToken(HEADER, "[".repeat(10_000)))).toBe("it is longer than 8192 characters");
  });
});

describe("J-11: only canonical base64url", () => {
  const header = base64url(text(HEADER));
  const payload = base64url('{"sub":"ada>?"}');
  const twist: [string, (part: string) => string][] = [
    ["padding", (part) => `${part}=`],
    ["double padding", (part) => `${part}==`],
    ["a space before", (part) => ` ${part}`],
    ["a space inside", (part) => `${part.slice(0, 4)} ${part.slice(4)}`],
    ["a space behind", (part) => `${part} `],
    ["a line break behind", (part) => `${part}\n`],
    ["a tab inside", (part) => `${part.slice(0, 8)}\t${part.slice(8)}`],
    ["a plus sign", (part) => `${part}+`],
    ["a slash", (part) => `${part}/`],
    ["a foreign character", (part) => `${part}?`],
    ["a letter beyond ASCII", (part) => `${part}é`],
    ["NUL", (part) => `${part}\0`],
    ["a single character over", (part) => `${part}${"A".repeat(5 - (part.length % 4 || 4))}`],
  ];
  it.each(twist)("%s is refused in each part, also where it was signed", (_, change) => {
    const [, , mac = ""] = macOver(header, payload).split(".");
    for (const token of [
      macOver(change(header), payload),
      macOver(header, change(payload)),
      `${header}.${payload}.${change(mac)}`,
    ]) {
      expect(reason(token)).toBe("a part is not canonical base64url");
    }
  });

  it("last bits that decode to nothing are refused in each part", () => {
    const next = (part: string) =>
      part.slice(0, -1) + String.fromCharCode(part.charCodeAt(part.length - 1) + 1);
    const oneOver = base64url(`${text(HEADER)} ${" ".repeat((3 - (text(HEADER).length % 3)) % 3)}`);
    const claims = base64url('{"sub":"ada12"}  ');
    const [, , mac = ""] = macOver(oneOver, claims).split(".");
    expect(read(macOver(oneOver, claims)).ok).toBe(true);
    for (const token of [
      macOver(next(oneOver), claims),
      macOver(oneOver, next(claims)),
      `${oneOver}.${claims}.${next(mac)}`,
    ]) {
      expect(reason(token)).toBe("a part is not canonical base64url");
    }
  });
});

describe("J-12: exactly three parts, none of header and signature empty", () => {
  const token = macToken();
  const [header = "", payload = "", mac = ""] = token.split(".");
  it.each([
    ["nothing", ""],
    ["dots only", ".."],
    ["one part", header],
    ["two parts", `${header}.${payload}`],
    ["four parts", `${token}.`],
    ["five parts", `${token}.${payload}.${mac}`],
    ["8000 parts", ".".repeat(8000)],
    ["no header", `.${payload}.${mac}`],
    ["no signature", `${header}.${payload}.`],
    ["a detached payload", `${header}..${mac}`],
    ["an empty payload, signed", macOver(header, "")],
    ["flattened JSON serialisation", JSON.stringify({ protected: header, payload, signature: mac })],
    [
      "general JSON serialisation",
      JSON.stringify({ payload, signatures: [{ protected: header, signature: mac }] }),
    ],
  ])("%s is refused", (_, other) => {
    expect(read(other).ok).toBe(false);
  });
});

describe("J-13: ES256 signatures are 64 bytes of r and s within the range", () => {
  const order = Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex");
  const edge: Record<string, Buffer> = {
    "0": Buffer.alloc(32),
    "1": Buffer.alloc(32).fill(1, 31),
    "n-1": Buffer.from(order).fill(0x50, 31),
    n: order,
  };
  const signed = `${base64url(JSON.stringify({ alg: "ES256", typ: TYP, kid: "ec" }))}.${base64url(CLAIMS)}`;
  const names = Object.keys(edge);
  it.each(names.flatMap((r) => names.map((s) => [r, s] as const)))("r = %s, s = %s is refused", (r, s) => {
    const signature = Buffer.concat([edge[r] ?? order, edge[s] ?? order]);
    expect(reason(`${signed}.${base64url(signature)}`)).toBe("the signature does not match");
  });

  it("a right signature is refused as DER and with zeros around its halves", () => {
    const der = sign("sha256", Buffer.from(signed), ec.privateKey);
    const plain = sign("sha256", Buffer.from(signed), { key: ec.privateKey, dsaEncoding: "ieee-p1363" });
    const zero = Buffer.alloc(1);
    const long = Buffer.concat([zero, plain.subarray(0, 32), zero, plain.subarray(32)]);
    expect(read(`${signed}.${base64url(plain)}`).ok).toBe(true);
    for (const other of [der, long, Buffer.concat([plain, zero])]) {
      expect(reason(`${signed}.${base64url(other)}`)).toBe("the signature does not match");
    }
  });

  it("zero halves never reach the library", () => {
    const verdict = algorithms.ES256.verify(Buffer.from("x"), Buffer.alloc(64), secret);
    expect(verdict).toBe(false);
  });
});

describe("J-15: a token over 8192 characters is refused before any work", () => {
  const padded = (spaces: number) => macToken(HEADER, `${CLAIMS}${" ".repeat(spaces)}`);

  it("64 KB of rightly signed token reach no key", () => {
    const lookUp = vi.fn(findKey);
    const token = padded(48 * 1024);
    expect(verifyJws(token, { typ: TYP, findKey: lookUp })).toEqual({
      ok: false,
      reason: "it is longer than 8192 characters",
    });
    expect(lookUp).not.toHaveBeenCalled();
  });

  it("8192 characters are accepted, more are not", () => {
    const room = Math.floor((8192 - macToken().length) * 0.75);
    const tokens = Array.from({ length: 12 }, (_, extra) => padded(room - 6 + extra));
    const verdicts = tokens.map((token) => read(token).ok);
    expect(verdicts).toEqual(tokens.map((token) => token.length <= 8192));
    expect(new Set(verdicts)).toEqual(new Set([true, false]));
  });
});

it("no refusal repeats text of the token", () => {
  const marked = "s3cret";
  const tokens = [
    marked,
    macToken(marked),
    macToken(HEADER, marked),
    macToken({ ...HEADER, kid: marked }),
    macToken({ ...HEADER, [marked]: 1 }),
  ];
  for (const token of tokens) expect(reason(token)).not.toContain(marked);
});
