import { type Command, InvalidArgumentError } from "commander";
import type { ChangePasswordOptions } from "./commands/change-password.ts";
import type { NewUserOptions } from "./commands/create-user.ts";
import type { UserListOptions } from "./commands/user-list.ts";
import type { UserRoleOptions } from "./commands/user-role.ts";
import { USER } from "./named.ts";
import { addPermissionCommands } from "./permission-commands.ts";
import type { Run } from "./program.ts";

const PASSWORD_STDIN = ["--password-stdin", "read the password from stdin; ask nothing"] as const;

export function addUserCommands(program: Command, run: Run): void {
  addPasswordCommands(program, run);
  const user = program
    .command("user")
    .description("list, show, add, activate, deactivate and delete users, change their roles");
  user
    .command("force-password-change <user...>")
    .description(`make users choose a new password at their next sign-in (${USER})`)
    .action((users: string[]) =>
      run(async (terminal) =>
        (await import("./commands/force-password-change.ts")).forcePasswordChangeOf(terminal, users),
      ),
    );
  addReadingCommands(user, run);
  newUserOptions(user.command("add [username]").description("create a user"))
    .option("--staff", "mark as staff")
    .option("--superuser", "mark as superuser")
    .action((username: string | undefined, options: NewUserOptions) =>
      run(async (terminal) => {
        const named = username === undefined ? options : { ...options, username };
        return (await import("./commands/create-user.ts")).addUser(terminal, named);
      }),
    );
  addRoleAndDeleteCommands(user, run);
  addPermissionCommands(user, "user", run);
  for (const [name, isActive, text] of [
    ["activate", true, "let users sign in again"],
    ["deactivate", false, "keep users from signing in, and end their sessions at once"],
  ] as const) {
    user
      .command(`${name} <user...>`)
      .description(`${text} (${USER})`)
      .action((users: string[]) =>
        run(async (terminal) =>
          (await import("./commands/set-active.ts")).setActiveOf(terminal, users, isActive),
        ),
      );
  }
}

function addRoleAndDeleteCommands(user: Command, run: Run): void {
  user
    .command("role <user>")
    .description(`give a user a role or take it; running sessions learn of it at once (${USER})`)
    .option("--staff", "may enter the admin")
    .option("--no-staff", "may not")
    .option("--superuser", "may do everything")
    .option("--no-superuser", "may not")
    .action((name: string, options: UserRoleOptions) =>
      run(async (terminal) => (await import("./commands/user-role.ts")).userRole(terminal, name, options)),
    );
  user
    .command("delete <user...>")
    .description(`delete users for good, and end their sessions at once (${USER})`)
    .action((names: string[]) =>
      run(async (terminal) => (await import("./commands/user-delete.ts")).userDelete(terminal, names)),
    );
}

function addPasswordCommands(program: Command, run: Run): void {
  newUserOptions(
    program
      .command("createsuperuser")
      .description(
        "create a user who may do everything (with --no-input the password comes from WAFER_SUPERUSER_PASSWORD or stdin)",
      ),
  ).action((options: NewUserOptions) =>
    run(async (terminal) => (await import("./commands/create-user.ts")).createSuperuser(terminal, options)),
  );
  program
    .command("changepassword [user]")
    .description(`set a new password and end the user's sessions (${USER}; default: the system's user)`)
    .option(...PASSWORD_STDIN)
    .action((user: string | undefined, options: ChangePasswordOptions) =>
      run(async (terminal) =>
        (await import("./commands/change-password.ts")).changePassword(terminal, user, options),
      ),
    );
}

function addReadingCommands(user: Command, run: Run): void {
  user
    .command("list")
    .description("list users by name")
    .option("--limit <number>", "most users to list", wholeNumber, 100)
    .option("--after <username>", "go on after this user name")
    .action((options: UserListOptions) =>
      run(async (terminal) => (await import("./commands/user-list.ts")).userList(terminal, options)),
    );
  user
    .command("show <user>")
    .description(`show one user (${USER})`)
    .action((name: string) =>
      run(async (terminal) => (await import("./commands/user-show.ts")).userShow(terminal, name)),
    );
}

function newUserOptions(command: Command): Command {
  return command
    .option("--username <name>", "user name; ask for it otherwise")
    .option("--email <address>", "e-mail address; ask for it otherwise")
    .option("--no-input", "ask nothing")
    .option(...PASSWORD_STDIN);
}

/** An option's number. @throws {InvalidArgumentError} */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d{1,6}$/.test(text) || value < 1)
    throw new InvalidArgumentError("Give a whole number from 1 to 999999.");
  return value;
}
