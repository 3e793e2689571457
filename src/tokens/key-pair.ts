import { createHash, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { Algorithm, JwsKey } from "./jws.ts";

/** The algorithms whose tokens others can verify without being able to make them. */
export const asymmetricAlgorithms = ["EdDSA", "ES256", "RS256"] as const satisfies readonly Algorithm[];

export type AsymmetricAlgorithm = (typeof asymmetricAlgorithms)[number];

/** A public key as JWKS shows it (RFC 7517 section 4), without a private member. */
export interface PublicJwk {
  readonly kty: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
  readonly alg: AsymmetricAlgorithm;
  readonly use: "sig";
  readonly kid: string;
}

interface KeyKind {
  /** What is wrong with a key of this algorithm, or null. */
  weakness(key: KeyObject): string | null;
  /** The members that RFC 7638 section 3.2 counts, in its order: they are the key, and all that is public of it. */
  readonly members: readonly ("crv" | "e" | "kty" | "n" | "x" | "y")[];
}

const kinds: Readonly<Record<AsymmetricAlgorithm, KeyKind>> = {
  EdDSA: {
    weakness: (key) => (key.asymmetricKeyType === "ed25519" ? null : "it is not an Ed25519 key"),
    members: ["crv", "kty", "x"],
  },
  ES256: {
    weakness: (key) =>
      key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? null : "it is not on the curve P-256",
    members: ["crv", "kty", "x", "y"],
  },
  RS256: { weakness: rsaWeakness, members: ["e", "kty", "n"] },
};

const generate = promisify(generateKeyPair);

/** A new private key: Ed25519, P-256, or RSA of 2048 bits (the least of RFC 7518 section 3.3: longer ones swell the cookie). */
export async function generatePrivateKey(algorithm: AsymmetricAlgorithm): Promise<KeyObject> {
  switch (algorithm) {
    case "EdDSA":
      return (await generate("ed25519")).privateKey;
    case "ES256":
      return (await generate("ec", { namedCurve: "P-256" })).privateKey;
    case "RS256":
      return (await generate("rsa", { modulusLength: 2048 })).privateKey;
  }
}

/**
 * A private key bound to its algorithm, under an id that follows from the key: two keys never share one.
 *
 * @throws {WeakKeyError} for a key of another type or curve, and for RSA under 2048 bits (RFC 8725 section 3.5)
 */
export function toJwsKey(privateKey: KeyObject, algorithm: AsymmetricAlgorithm): JwsKey {
  const weakness = kinds[algorithm].weakness(privateKey);
  if (weakness !== null) throw new WeakKeyError(algorithm, weakness);
  const verifyWith = createPublicKey(privateKey);
  return { kid: kidOf(verifyWith, algorithm), algorithm, signWith: privateKey, verifyWith };
}

/** The public half for JWKS: only the members that make the public key. */
export function toPublicJwk({ kid, verifyWith }: JwsKey, algorithm: AsymmetricAlgorithm): PublicJwk {
  return { ...publicMembers(verifyWith, algorithm), alg: algorithm, use: "sig", kid };
}

export class WeakKeyError extends Error {
  override readonly name = "WeakKeyError";

  constructor(algorithm: AsymmetricAlgorithm, weakness: string) {
    super(
      `A signing key cannot be used for ${algorithm}: ${weakness}. Make one with \`wafer keys generate --algorithm ${algorithm}\`.`,
    );
  }
}

function rsaWeakness(key: KeyObject): string | null {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType !== "rsa") return "it is not an RSA key";
  if (modulusLength < 2048) return `it has ${modulusLength} bits, fewer than 2048`;
  return publicExponent < 65_537n ? "its public exponent is under 65537" : null;
}

/** 16 hexadecimal digits of the thumbprint (RFC 7638): short in a cookie, and never taken for an option on a command line. */
function kidOf(publicKey: KeyObject, algorithm: AsymmetricAlgorithm): string {
  const thumbprint = JSON.stringify(publicMembers(publicKey, algorithm));
  return createHash("sha256").update(thumbprint).digest("hex").slice(0, 16);
}

function publicMembers(publicKey: KeyObject, algorithm: AsymmetricAlgorithm): { kty: string } {
  const jwk = publicKey.export({ format: "jwk" });
  const members = kinds[algorithm].members.map((name) => [name, String(jwk[name])]);
  return { kty: String(jwk.kty), ...Object.fromEntries(members) };
}
