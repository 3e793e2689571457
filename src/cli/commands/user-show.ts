import { groupNamesOf } from "../../groups/members.ts";
import { permissionsOfRow } from "../../groups/permissions.ts";
import { PERMISSIONS, type Permission } from "../../permissions.ts";
import type { Store } from "../../store/store.ts";
import { describeUser } from "../describe-user.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { requireNamedUser } from "../find-user.ts";
import { formatFields } from "../format.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

/** @throws {SettingsError | StoreError | CommandError} */
export function userShow(terminal: Terminal, name: string): Promise<ExitCode> {
  return withUsers(terminal, async (deps) => {
    const user = await requireNamedUser(deps, name);
    const liveSessions = await countLiveSessions(deps.store, user.id, deps.now());
    const groups = await groupNamesOf(deps, user.id);
    const permissions = [...(await permissionsOfRow(deps.store.db, user))];
    const shown = { ...describeUser(user), liveSessions };
    if (terminal.isJson) terminal.printJson({ ...shown, groups, permissions });
    else
      terminal.print(
        formatFields({ ...shown, groups: groups.join(", "), permissions: describePermissions(permissions) }),
      );
    return EXIT.ok;
  });
}

function describePermissions(permissions: readonly Permission[]): string {
  return permissions.length === PERMISSIONS.length ? "all" : permissions.join(", ");
}

async function countLiveSessions({ db }: Store, userId: string, now: number): Promise<number> {
  const row = await db
    .selectFrom("sessions")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("user_id", "=", userId)
    .where("revoked_at", "is", null)
    .where("idle_expires_at", ">", now)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}
