import { listUsers } from "../../users/list-users.ts";
import { describeUser } from "../describe-user.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { formatTable } from "../format.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

export interface UserListOptions {
  readonly limit: number;
  readonly after?: string;
}

const COLUMNS = ["username", "email", "isActive", "isStaff", "isSuperuser", "lastLoginAt"] as const;

/** @throws {SettingsError | StoreError} */
export function userList(terminal: Terminal, options: UserListOptions): Promise<ExitCode> {
  return withUsers(terminal, async ({ store }) => {
    const { users, next } = await listUsers(store.db, options);
    const described = users.map(describeUser);
    if (terminal.isJson) for (const user of described) terminal.printJson(user);
    else if (described.length > 0) terminal.print(formatTable(COLUMNS, described));
    if (described.length === 0) {
      terminal.say(
        options.after === undefined
          ? "No users yet. Create one: wafer createsuperuser"
          : "No users after that name.",
      );
    }
    if (next !== null) terminal.say(`There are more: wafer user list --after ${next}`);
    return EXIT.ok;
  });
}
