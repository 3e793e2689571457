import { TERMINAL } from "../../events/events.ts";
import { renameGroup } from "../../groups/change-group.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { requireNamedGroup } from "../find-group.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

/** @throws {SettingsError | StoreError | CommandError | AuthError} */
export function groupRename(terminal: Terminal, named: string, name: string): Promise<ExitCode> {
  return withUsers(terminal, async (deps) => {
    const group = await requireNamedGroup(deps, named);
    await renameGroup(deps, group, name, TERMINAL);
    terminal.say(`Group ${group.name} is ${name.trim()} now.`);
    if (terminal.isJson) terminal.printJson({ id: group.id, name: name.trim() });
    return EXIT.ok;
  });
}
