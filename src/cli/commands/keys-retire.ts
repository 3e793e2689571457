import { TERMINAL } from "../../events/events.ts";
import { describeKey } from "../../keys/describe-key.ts";
import { retireKey } from "../../keys/rotate-key.ts";
import { CommandError, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

export interface KeyRetireOptions {
  readonly now?: boolean;
}

/** @throws {SettingsError | StoreError | CommandError} */
export function keysRetire(terminal: Terminal, kid: string, options: KeyRetireOptions): Promise<ExitCode> {
  return withUsers(terminal, async (deps) => {
    const retirement = await retireKey(deps, kid, options.now === true, TERMINAL);
    switch (retirement.kind) {
      case "unknown":
        throw new CommandError(`There is no key '${kid}'. \`wafer keys list\` shows which there are.`);
      case "active":
        throw new CommandError(
          `Key ${kid} is active: without it nobody could sign in. Run \`wafer keys rotate\` first, which retires it.`,
        );
    }
    const key = describeKey(retirement.key, deps.now());
    terminal.say(
      retirement.kind === "ended"
        ? `Key ${kid} has ended: servers refuse its tokens within 5 s.`
        : `Key ${kid} is retired: its tokens are accepted until ${key.endsAt}. --now ends it at once.`,
    );
    if (terminal.isJson) terminal.printJson(key);
    return EXIT.ok;
  });
}
