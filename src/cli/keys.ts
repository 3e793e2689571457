import { randomBytes } from "node:crypto";
import type { KeyDeps } from "../keys/create-key.ts";
import { assertMigrated, migrateTo } from "../store/migrate.ts";
import { type AsymmetricAlgorithm, asymmetricAlgorithms } from "../tokens/key-pair.ts";
import { CommandError, EXIT } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";
import { withStore } from "./with-store.ts";

export interface KeyOptions {
  readonly algorithm?: AsymmetricAlgorithm;
}

/**
 * Opens the configured database, up to date, for work with its keys.
 *
 * @throws {SettingsError | StoreError}
 */
export function withKeys<Result>(
  terminal: Pick<Terminal, "cwd" | "env">,
  work: (deps: KeyDeps) => Promise<Result>,
): Promise<Result> {
  return withStore(terminal, async (store, { mode, settings }) => {
    await (mode === "development" ? migrateTo(store, "latest") : assertMigrated(store));
    return work({ store, settings, now: Date.now, random: randomBytes });
  });
}

/** @throws {CommandError} when neither the option nor the settings name an algorithm that has keys */
export function requireAlgorithm({ settings }: KeyDeps, options: KeyOptions): AsymmetricAlgorithm {
  const algorithm =
    options.algorithm ?? asymmetricAlgorithms.find((candidate) => candidate === settings.algorithm);
  if (algorithm !== undefined) return algorithm;
  throw new CommandError(
    `The setting algorithm is HS256, whose key comes from the secret. Give --algorithm ${asymmetricAlgorithms.join(", ")}, or set algorithm (WAFER_ALGORITHM).`,
    EXIT.wrongUsage,
  );
}
