import { TERMINAL } from "../../events/events.ts";
import { deleteGroup } from "../../groups/change-group.ts";
import { consent } from "../consent.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { requireNamedGroup } from "../find-group.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

/** @throws {SettingsError | StoreError | CommandError} */
export function groupDelete(terminal: Terminal, named: string): Promise<ExitCode> {
  return withUsers(terminal, async (deps) => {
    const group = await requireNamedGroup(deps, named);
    const effect = `This deletes the group ${group.name}, and takes from its members what it gave them.`;
    await consent(terminal, effect);
    await deleteGroup(deps, group, TERMINAL);
    terminal.say(`Group ${group.name} is deleted.`);
    if (terminal.isJson) terminal.printJson({ id: group.id, name: group.name, isDeleted: true });
    return EXIT.ok;
  });
}
