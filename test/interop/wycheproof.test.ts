import {
  constants,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type JsonWebKey,
  privateEncrypt,
  publicDecrypt,
  sign,
} from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Algorithm, algorithms, type JwsKey, openJws, signJws } from "../../src/tokens/jws.ts";

interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly result: "valid" | "invalid" | "acceptable";
}
interface JwsGroup {
  readonly public?: WycheproofKey;
  readonly private: WycheproofKey;
  readonly tests: readonly (Vector & { readonly jws: string })[];
}
interface WycheproofKey extends JsonWebKey {
  readonly kid: string;
  readonly use?: string;
  readonly key_ops?: string[];
}
interface RawGroup {
  readonly publicKeyDer?: string;
  readonly tests: readonly (Vector & {
    readonly key?: string;
    readonly msg: string;
    readonly sig?: string;
    readonly tag?: string;
  })[];
}

const FOLDER = new URL("../../../shared/corpora/wycheproof/", import.meta.url);

function groupsOf<Group>(file: string): readonly Group[] {
  const parsed: { testGroups: Group[] } = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));
  return parsed.testGroups;
}

/** The key as our ring would hold it, or null where the ring has no such key. */
function ringKey(jwk: WycheproofKey): JwsKey | null {
  const mayVerify = jwk.use !== "enc" && (jwk.key_ops?.includes("verify") ?? true);
  const algorithm = (["HS256", "ES256", "RS256"] as const).find((known) => known === jwk["alg"]);
  if (algorithm === undefined || !mayVerify) return null;
  const verifyWith =
    algorithm === "HS256"
      ? createSecretKey(Buffer.from(jwk.k ?? "", "base64url"))
      : createPublicKey({ key: jwk, format: "jwk" });
  return { kid: jwk.kid, algorithm, signWith: null, verifyWith };
}

/** Vectors whose verdict here is not the file's, one by one, each with its reason. */
const CONTRADICTORY: Readonly<Record<number, { accepted: boolean; because: string }>> = {
  346: { accepted: false, because: "marked valid, but the key's alg is PS256 and the header's PS384" },
  347: {
    accepted: false,
    because: "marked valid, but the key's alg is ES521, which does not exist, and the header's ES512",
  },
  350: { accepted: false, because: "marked valid: 346 again, the key with key_ops in place of use" },
  351: { accepted: false, because: "marked valid: 347 again, the key with key_ops in place of use" },
  367: {
    accepted: true,
    because: "marked invalid for its padding, but it has none: byte for byte the valid vector 357",
  },
  370: {
    accepted: true,
    because: "marked invalid for its padding, but it has none: byte for byte the valid vector 357",
  },
  372: {
    accepted: false,
    because: "marked valid, but the header holds a question mark, which is not base64url",
  },
  373: {
    accepted: false,
    because: "marked valid, but the payload holds a question mark, which is not base64url",
  },
};
/** Valid signatures by algorithms that have no key in our ring: RS384, RS512, PS256, PS384, PS512. */
const OTHER_ALGORITHM = [
  264, 265, 266, 267, 268, 269, 270, 271, 272, 273, 274, 275, 287, 288, 320, 321, 322, 323, 325, 326, 327,
  328,
];

if (!existsSync(FOLDER)) {
  console.log(
    "Wycheproof vectors skipped: ../shared/corpora/wycheproof is absent. Own vectors of the same classes run.",
  );
} else {
  describe("Wycheproof vectors", corpus);
}

function corpus(): void {
  const groups = groupsOf<JwsGroup>("json_web_signature_test.json");
  const vectors = groups.flatMap((group) =>
    group.tests.map((vector) => ({ ...vector, jwk: group.public ?? group.private })),
  );
  const accepts = (jws: string, jwk: WycheproofKey) => {
    const key = ringKey(jwk);
    const ring = new Map(key === null ? [] : [[key.kid, key]]);
    return openJws(jws, { typ: null, findKey: (kid) => ring.get(kid) }).ok;
  };

  it("of JWS are 401, with every exception among them", () => {
    const ids = new Set(vectors.map((vector) => vector.tcId));
    expect(ids.size).toBe(401);
    expect(
      [...Object.keys(CONTRADICTORY).map(Number), ...OTHER_ALGORITHM].filter((id) => !ids.has(id)),
    ).toEqual([]);
  });

  it("of JWS that other algorithms signed rightly are the listed ones", () => {
    const found = vectors.filter(
      ({ jwk, result, tcId }) =>
        /^(RS384|RS512|PS\d+)$/.test(String(jwk["alg"])) && result === "valid" && !(tcId in CONTRADICTORY),
    );
    expect(found.map((vector) => vector.tcId)).toEqual(OTHER_ALGORITHM);
  });

  it.each(vectors)("JWS $tcId $comment ($result) gets its stated verdict", ({ tcId, result, jws, jwk }) => {
    const expected = CONTRADICTORY[tcId]?.accepted ?? (result === "valid" && !OTHER_ALGORITHM.includes(tcId));
    expect(accepts(jws, jwk)).toBe(expected);
  });

  it("JWS 367 and 370 are the same text as the valid 357", () => {
    const textOf = (id: number) => vectors.find((vector) => vector.tcId === id)?.jws;
    expect([textOf(367), textOf(370)]).toEqual([textOf(357), textOf(357)]);
  });

  it.each([
    [353, 33],
    [354, 18],
    [355, 33],
    [356, 18],
  ])("JWS %i is refused for its key's use: its text is that of the valid %i", (refused, valid) => {
    const [here, there] = [refused, valid].map((id) => vectors.find((vector) => vector.tcId === id));
    expect(here?.jws).toBe(there?.jws);
    // The key names no alg; with the other's it would be that very key, but for its use.
    expect(here && ringKey({ ...here.jwk, alg: String(there?.jwk["alg"]) })).toBe(null);
  });

  const primitives: [Algorithm, string, number][] = [
    ["HS256", "hmac_sha256_test.json", 174],
    ["EdDSA", "ed25519_test.json", 151],
    ["ES256", "ecdsa_secp256r1_sha256_p1363_test.json", 262],
    ["RS256", "rsa_signature_2048_sha256_test.json", 259],
  ];
  it.each(primitives)("%s agrees with %s on each of its %i signatures", (algorithm, file, count) => {
    const differing: number[] = [];
    let seen = 0;
    for (const { publicKeyDer, tests } of groupsOf<RawGroup>(file)) {
      for (const { tcId, key, msg, sig, tag, result } of tests) {
        const verifyWith =
          publicKeyDer === undefined
            ? createSecretKey(Buffer.from(key ?? "", "hex"))
            : createPublicKey({ key: Buffer.from(publicKeyDer, "hex"), format: "der", type: "spki" });
        const signature = Buffer.from(sig ?? tag ?? "", "hex");
        // "acceptable" (RSA 8, a missing NULL in the digest's identifier) is refused here like "invalid".
        // A tag cut to 128 bits is valid for HMAC as such, and never for HS256 (RFC 7518 section 3.2).
        const expected = result === "valid" && (algorithm !== "HS256" || signature.length === 32);
        const accepted = algorithms[algorithm].verify(Buffer.from(msg, "hex"), signature, verifyWith);
        if (accepted !== expected) differing.push(tcId);
        seen++;
      }
    }
    expect(differing).toEqual([]);
    expect(seen).toBe(count);
  });
}

describe("own vectors of the Wycheproof classes that need a forger", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key: JwsKey = { kid: "rsa", algorithm: "RS256", signWith: privateKey, verifyWith: publicKey };
  const token = signJws({ sub: "ada" }, key, "at+jwt");
  const signed = token.slice(0, token.lastIndexOf("."));
  const block = rsaBlock(token, key);
  const verdict = (bytes: Buffer) =>
    openJws(`${signed}.${bytes.toString("base64url")}`, { typ: "at+jwt", findKey: () => key }).ok;
  const forge = (message: Buffer) =>
    privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, message);

  it("a PKCS #1 block built by hand is accepted when it is right", () => {
    expect(verdict(forge(block))).toBe(true);
  });

  it("ModifiedPadding: a PKCS #1 block with any byte changed is refused", () => {
    for (let at = 1; at < block.length; at++) {
      const changed = Buffer.from(block);
      changed[at] = (block[at] ?? 0) ^ 1;
      expect(verdict(forge(changed)), `byte ${at}`).toBe(false);
    }
  });

  it("ModifiedPadding: a short padding with the digest further left is refused (Bleichenbacher 2006)", () => {
    const digestInfo = block.subarray(-51);
    const short = Buffer.concat([Buffer.from([0, 1, ...Array<number>(8).fill(0xff), 0]), digestInfo]);
    expect(verdict(forge(Buffer.concat([short, Buffer.alloc(256 - short.length)])))).toBe(false);
  });

  it("WrongPrimitive: a PSS or a SHA-384 signature by the right key is refused as RS256", () => {
    const data = Buffer.from(signed);
    expect(verdict(sign("sha256", data, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING }))).toBe(
      false,
    );
    expect(verdict(sign("sha384", data, privateKey))).toBe(false);
    expect(verdict(sign("sha256", data, privateKey))).toBe(true);
  });

  it("a signature that is the modulus larger, or has zeros around it, is refused", () => {
    const signature = Buffer.from(token.slice(signed.length + 1), "base64url");
    const modulus = BigInt(
      `0x${Buffer.from(publicKey.export({ format: "jwk" }).n ?? "", "base64url").toString("hex")}`,
    );
    const larger = (BigInt(`0x${signature.toString("hex")}`) + modulus).toString(16);
    const zero = Buffer.alloc(1);
    for (const other of [
      Buffer.from(larger.padStart(larger.length + (larger.length % 2), "0"), "hex"),
      Buffer.concat([zero, signature]),
      Buffer.concat([signature, zero]),
    ]) {
      expect(verdict(other)).toBe(false);
    }
  });
});

/** The padded block inside a signature: what the private key was applied to (RFC 8017 section 9.2). */
function rsaBlock(token: string, key: JwsKey): Buffer {
  const signature = Buffer.from(token.slice(token.lastIndexOf(".") + 1), "base64url");
  return publicDecrypt({ key: key.verifyWith, padding: constants.RSA_NO_PADDING }, signature);
}
