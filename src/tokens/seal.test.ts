import { generateKeyPairSync, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { asymmetricAlgorithms, generatePrivateKey, toJwsKey, toPublicJwk } from "./key-pair.ts";
import { openKey, sealKey } from "./seal.ts";

const secret = "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE";
const former = "oQ5mT1yHs8VbXe4RzK7cWnL0jUaF3pGdI9tSvN2uEwM";
const sealedFor = { kid: "0123456789abcdef", algorithm: "EdDSA" } as const;
const { privateKey } = generateKeyPairSync("ed25519");
const sealed = sealKey(privateKey, sealedFor, former, randomBytes);

describe("a sealed key", () => {
  it("opens with its secret, and with the former one once the secret has changed", () => {
    for (const secrets of [[former], [secret, former]])
      expect(openKey(sealed, sealedFor, secrets).equals(privateKey)).toBe(true);
  });

  it("says which key it is and what to do when no secret fits", () => {
    expect(() => openKey(sealed, sealedFor, [secret])).toThrow(
      /0123456789abcdef cannot be decrypted.*WAFER_SECRET_FALLBACKS.*wafer keys rotate --wait/,
    );
  });

  it("does not open with any byte changed, cut off or added", () => {
    const bytes = Buffer.from(sealed, "base64url");
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => openKey(changed.toString("base64url"), sealedFor, [former])).toThrow(
        "cannot be decrypted",
      );
    }
    for (const other of [bytes.subarray(0, -1), bytes.subarray(0, 20), Buffer.concat([bytes, bytes])])
      expect(() => openKey(other.toString("base64url"), sealedFor, [former])).toThrow("cannot be decrypted");
  });

  it.each([
    ["id", { ...sealedFor, kid: "fedcba9876543210" }],
    ["algorithm", { ...sealedFor, algorithm: "ES256" }],
  ] as const)("does not open under another %s", (_, other) => {
    expect(() => openKey(sealed, other, [former])).toThrow("cannot be decrypted");
  });

  it("shows nothing of the key, and is never the same twice", () => {
    const plain = privateKey.export({ format: "der", type: "pkcs8" });
    expect(Buffer.from(sealed, "base64url").includes(plain.subarray(-32))).toBe(false);
    expect(sealKey(privateKey, sealedFor, former, randomBytes)).not.toBe(sealed);
  });
});

describe("a signing key", () => {
  it.each(asymmetricAlgorithms)("J-21 shows only the public members of %s", async (algorithm) => {
    const key = toJwsKey(await generatePrivateKey(algorithm), algorithm);
    const { kty, alg, use, kid, ...rest } = toPublicJwk(key, algorithm);
    expect([kty, alg, use]).toEqual([
      { EdDSA: "OKP", ES256: "EC", RS256: "RSA" }[algorithm],
      algorithm,
      "sig",
    ]);
    expect(kid).toMatch(/^[0-9a-f]{16}$/);
    const members = { EdDSA: ["crv", "x"], ES256: ["crv", "x", "y"], RS256: ["e", "n"] }[algorithm];
    expect(Object.keys(rest).sort()).toEqual(members);
  });

  it.each([
    ["RS256", "fewer than 2048", () => generateKeyPairSync("rsa", { modulusLength: 1024 })],
    ["RS256", "exponent", () => generateKeyPairSync("rsa", { modulusLength: 2048, publicExponent: 3 })],
    ["RS256", "not an RSA", () => generateKeyPairSync("ed25519")],
    ["ES256", "P-256", () => generateKeyPairSync("ec", { namedCurve: "P-384" })],
    ["ES256", "P-256", () => generateKeyPairSync("ec", { namedCurve: "secp256k1" })],
    ["EdDSA", "Ed25519", () => generateKeyPairSync("ed448")],
    ["EdDSA", "Ed25519", () => generateKeyPairSync("x25519")],
  ] as const)("J-14 is refused for %s when it is weak or of another kind: %s", (algorithm, reason, make) => {
    expect(() => toJwsKey(make().privateKey, algorithm)).toThrow(reason);
  });
});
