import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { codeOf } from "../store/store-error.ts";
import { CommandError, EXIT } from "./exit-codes.ts";

/**
 * The environment a command works in: the process's own, over the `.env` of the folder it was called in.
 *
 * @throws {CommandError} where there is a `.env` that cannot be read
 */
export function readEnvironment(cwd: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = join(cwd, ".env");
  try {
    return { ...parseEnv(readFileSync(path, "utf8")), ...env };
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return { ...env };
    throw new CommandError(
      `${path} cannot be read (${codeOf(cause)}). Make it readable for this user, or remove it.`,
      EXIT.settingsInvalid,
      { cause },
    );
  }
}
