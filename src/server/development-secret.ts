import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SettingsError } from "../settings/settings.ts";
import { codeOf, toStoreError } from "../store/store-error.ts";

/**
 * The development secret that was made earlier; null where there is none.
 *
 * @throws {SettingsError} for a file that holds none
 */
export function earlierSecret(dataDir: string): string | null {
  const path = secretFile(dataDir);
  const secret = readSecret(path);
  if (secret !== "") return secret;
  throw new SettingsError([
    `secret: ${path} is empty. Delete it, and the next start makes another, which signs everybody out; or set WAFER_SECRET`,
  ]);
}

function readSecret(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new SettingsError([
      `secret: ${path} cannot be read (${code}). Make it a file that this user may read, or set WAFER_SECRET`,
    ]);
  }
}

/**
 * The development secret, made where there is none and readable by its owner only, so that a restart signs nobody out.
 *
 * @throws {SettingsError | StoreError}
 */
export function keptSecret(dataDir: string): string {
  const earlier = earlierSecret(dataDir);
  if (earlier !== null) return earlier;
  try {
    publish(`${newSecret()}\n`, secretFile(dataDir));
  } catch (cause) {
    throw toStoreError(cause, join(dataDir, "wafer.db")) ?? cause;
  }
  return keptSecret(dataDir);
}

/** Whole or not at all, and of two servers that start at once the first one's. */
function publish(text: string, path: string): void {
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flush: true });
    try {
      linkSync(draft, path);
    } catch (error) {
      // Some file systems know no links.
      if (codeOf(error) !== "EEXIST") renameSync(draft, path);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

export function newSecret(): string {
  return randomBytes(48).toString("base64url");
}

function secretFile(dataDir: string): string {
  return join(dataDir, "secret");
}
