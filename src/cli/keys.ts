import type { KeyDeps } from "../keys/create-key.ts";
import { type AsymmetricAlgorithm, asymmetricAlgorithms } from "../tokens/key-pair.ts";
import { CommandError, EXIT } from "./exit-codes.ts";

export interface KeyOptions {
  readonly algorithm?: AsymmetricAlgorithm;
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
