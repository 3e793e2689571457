import { TERMINAL } from "../../events/events.ts";
import { setRoles } from "../../users/set-roles.ts";
import { CommandError, EXIT, type ExitCode } from "../exit-codes.ts";
import { requireNamedUser } from "../find-user.ts";
import { consentToNoSuperuser } from "../last-superuser.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

export interface UserRoleOptions {
  readonly staff?: boolean;
  readonly superuser?: boolean;
}

/** @throws {SettingsError | StoreError | CommandError | Interrupted} */
export function userRole(
  terminal: Terminal,
  name: string,
  { staff, superuser }: UserRoleOptions,
): Promise<ExitCode> {
  if (staff === undefined && superuser === undefined)
    throw new CommandError(
      "Name what to change: --staff or --no-staff, --superuser or --no-superuser.",
      EXIT.wrongUsage,
    );
  return withUsers(terminal, async (deps) => {
    const user = await requireNamedUser(deps, name);
    if (staff === false || superuser === false) await consentToNoSuperuser(terminal, deps, [name]);
    const roles = {
      ...(staff === undefined ? {} : { isStaff: staff }),
      ...(superuser === undefined ? {} : { isSuperuser: superuser }),
    };
    const isChanged = await setRoles(deps, user.id, roles, TERMINAL);
    const now = { isStaff: user.is_staff === 1, isSuperuser: user.is_superuser === 1, ...roles };
    terminal.say(
      `${user.username} is ${now.isStaff ? "" : "not "}staff and ${now.isSuperuser ? "a" : "no"} superuser${isChanged ? " now" : ", as before"}.`,
    );
    if (terminal.isJson) terminal.printJson({ username: user.username, ...now, isChanged });
    return EXIT.ok;
  });
}
