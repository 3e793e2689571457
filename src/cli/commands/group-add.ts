import { TERMINAL } from "../../events/events.ts";
import { createGroup } from "../../groups/groups.ts";
import { changePermissions } from "../../groups/permissions.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { readPermissions } from "../read-permissions.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

export interface GroupAddOptions {
  readonly permission?: readonly string[];
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** @throws {SettingsError | StoreError | CommandError | AuthError} */
export function groupAdd(
  terminal: Terminal,
  name: string,
  { permission = [] }: GroupAddOptions,
): Promise<ExitCode> {
  const give = readPermissions(permission);
  return withUsers(terminal, async (deps) => {
    const group = await createGroup(deps, name, TERMINAL);
    const permissions = await changePermissions(deps, { group }, { give }, TERMINAL);
    terminal.say(
      `Group ${group.name} is made. Put users into it: wafer group join ${quoted(group.name)} USER`,
    );
    if (terminal.isJson) terminal.printJson({ ...group, permissions });
    return EXIT.ok;
  });
}
