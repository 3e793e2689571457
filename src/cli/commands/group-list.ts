import { listGroups } from "../../groups/groups.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { formatTable } from "../format.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

/** @throws {SettingsError | StoreError} */
export function groupList(terminal: Terminal): Promise<ExitCode> {
  return withUsers(terminal, async (deps) => {
    const groups = await listGroups(deps);
    if (terminal.isJson) for (const group of groups) terminal.printJson(group);
    else if (groups.length > 0) terminal.print(formatTable(["name", "members", "createdAt"], groups));
    if (groups.length === 0) terminal.say("No groups yet. Make one: wafer group add NAME");
    return EXIT.ok;
  });
}
