import { createCipheriv, createDecipheriv, createPrivateKey, type KeyObject } from "node:crypto";
import { deriveKey } from "./derive-key.ts";
import type { AsymmetricAlgorithm } from "./key-pair.ts";

const CIPHER = "aes-256-gcm";
const NONCE_SIZE = 12;
const TAG_SIZE = 16;

/** What a sealed key is bound to: under another id or algorithm it does not open. */
export interface SealedFor {
  readonly kid: string;
  readonly algorithm: AsymmetricAlgorithm;
}

/**
 * A private key encrypted under `secret` (HKDF, then AES-256-GCM with a random nonce, NIST SP 800-38D section 8.2.2), as
 * base64url of nonce, ciphertext and tag.
 *
 * @param random gives that many random bytes
 */
export function sealKey(
  privateKey: KeyObject,
  sealedFor: SealedFor,
  secret: string,
  random: (size: number) => Buffer,
): string {
  const nonce = random(NONCE_SIZE);
  const cipher = createCipheriv(CIPHER, encryptionKey(secret), nonce, { authTagLength: TAG_SIZE });
  cipher.setAAD(additionalData(sealedFor));
  const plain = privateKey.export({ format: "der", type: "pkcs8" });
  const parts = [nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(parts).toString("base64url");
}

/**
 * Opens a sealed key with the first of the secrets that fits.
 *
 * @throws {SealedKeyError} when none fits, or the sealed key was changed: the two cannot be told apart
 */
export function openKey(sealed: string, sealedFor: SealedFor, secrets: readonly string[]): KeyObject {
  const bytes = Buffer.from(sealed, "base64url");
  for (const secret of secrets) {
    const plain = decrypt(bytes, sealedFor, encryptionKey(secret));
    if (plain !== null) return createPrivateKey({ key: plain, format: "der", type: "pkcs8" });
  }
  throw new SealedKeyError(sealedFor.kid);
}

/** A private key that cannot be decrypted. Its message goes to the log and the terminal. */
export class SealedKeyError extends Error {
  override readonly name = "SealedKeyError";

  constructor(kid: string) {
    super(
      `The signing key ${kid} cannot be decrypted: it was sealed under another secret, or changed in the database. Put the former secret into secretFallbacks (WAFER_SECRET_FALLBACKS); if it is lost, replace the key with \`wafer keys rotate --wait\`.`,
    );
  }
}

function decrypt(bytes: Buffer, sealedFor: SealedFor, key: Buffer): Buffer | null {
  if (bytes.length <= NONCE_SIZE + TAG_SIZE) return null;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_SIZE), { authTagLength: TAG_SIZE });
  decipher.setAAD(additionalData(sealedFor));
  decipher.setAuthTag(bytes.subarray(-TAG_SIZE));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_SIZE, -TAG_SIZE)), decipher.final()]);
  } catch {
    return null;
  }
}

function encryptionKey(secret: string): Buffer {
  return deriveKey(secret, "key-encryption");
}

function additionalData({ kid, algorithm }: SealedFor): Buffer {
  return Buffer.from(`wafer/1/${kid}/${algorithm}`);
}
