import { listGroups } from "../../groups/groups.ts";
import { ownPermissions } from "../../groups/permissions.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { requireNamedGroup } from "../find-group.ts";
import { formatFields } from "../format.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

/** @throws {SettingsError | StoreError | CommandError} */
export function groupShow(terminal: Terminal, named: string): Promise<ExitCode> {
  return withUsers(terminal, async (deps) => {
    const group = await requireNamedGroup(deps, named);
    const counted = (await listGroups(deps)).find(({ id }) => id === group.id);
    const permissions = await ownPermissions(deps, { group });
    if (terminal.isJson) terminal.printJson({ ...counted, permissions });
    else terminal.print(formatFields({ ...counted, permissions: permissions.join(", ") }));
    return EXIT.ok;
  });
}
