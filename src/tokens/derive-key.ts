import { hkdfSync } from "node:crypto";

/** HKDF-SHA-256 (RFC 5869), 32 bytes: one secret, many keys that tell nothing of each other. */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", `wafer/1/${purpose}`, 32));
}
