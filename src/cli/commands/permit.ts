import { TERMINAL } from "../../events/events.ts";
import { changePermissions } from "../../groups/permissions.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { requireNamedGroup } from "../find-group.ts";
import { requireNamedUser } from "../find-user.ts";
import { readPermissions } from "../read-permissions.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

export interface PermitOptions {
  readonly holder: "user" | "group";
  readonly named: string;
  readonly permissions: readonly string[];
  readonly isGiven: boolean;
}

/** @throws {SettingsError | StoreError | CommandError} */
export function permit(terminal: Terminal, options: PermitOptions): Promise<ExitCode> {
  const { holder, named, isGiven } = options;
  const permissions = readPermissions(options.permissions);
  return withUsers(terminal, async (deps) => {
    const found =
      holder === "user"
        ? { user: await requireNamedUser(deps, named) }
        : { group: await requireNamedGroup(deps, named) };
    const name = "user" in found ? found.user.username : found.group.name;
    const now = await changePermissions(
      deps,
      "user" in found ? { userId: found.user.id } : found,
      isGiven ? { give: permissions } : { take: permissions },
      TERMINAL,
    );
    terminal.say(`${name} has: ${now.length === 0 ? "no permission" : now.join(", ")}.`);
    if ("user" in found && found.user.is_staff !== 1)
      terminal.say(`${name} is not staff, and may not enter the admin: wafer user role ${name} --staff`);
    if (terminal.isJson) terminal.printJson({ [holder]: name, permissions: now });
    return EXIT.ok;
  });
}
