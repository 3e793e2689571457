import { TERMINAL } from "../../events/events.ts";
import { createKey } from "../../keys/create-key.ts";
import { describeKey } from "../../keys/describe-key.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { type KeyOptions, requireAlgorithm } from "../keys.ts";
import type { Terminal } from "../terminal.ts";
import { withNewUsers } from "../with-store.ts";

/** @throws {SettingsError | StoreError | CommandError} */
export function keysGenerate(terminal: Terminal, options: KeyOptions): Promise<ExitCode> {
  return withNewUsers(terminal, async (deps) => {
    const key = await createKey(deps, requireAlgorithm(deps, options), TERMINAL);
    terminal.say(
      key.status === "active"
        ? `Key ${key.id} (${key.algorithm}) is active: it signs access tokens where algorithm is ${key.algorithm}.`
        : `Key ${key.id} (${key.algorithm}) is next: servers publish it within 5 s. \`wafer keys rotate\` signs with it from 10 s on.`,
    );
    if (terminal.isJson) terminal.printJson(describeKey(key, deps.now()));
    return EXIT.ok;
  });
}
