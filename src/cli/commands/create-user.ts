import { TERMINAL } from "../../events/events.ts";
import { createUserRow, type NewUser } from "../../users/users.ts";
import { askForUser } from "../ask-for-user.ts";
import { describeUser } from "../describe-user.ts";
import { CommandError, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { withNewUsers } from "../with-store.ts";

export interface NewUserOptions {
  readonly username?: string;
  readonly email?: string;
  /** False with --no-input. */
  readonly input: boolean;
  readonly passwordStdin?: boolean;
  readonly staff?: boolean;
  readonly superuser?: boolean;
}

export interface Draft {
  readonly user: NewUser;
  /** The person at the terminal was shown what is wrong with the password, and wants it. */
  readonly bypassPolicy: boolean;
}

/** @throws {SettingsError | StoreError | AuthError | CommandError | Interrupted} */
export function createSuperuser(terminal: Terminal, options: NewUserOptions): Promise<ExitCode> {
  const variable = "WAFER_SUPERUSER_PASSWORD";
  return create(terminal, { ...options, staff: true, superuser: true }, "Superuser", variable);
}

/** @throws {SettingsError | StoreError | AuthError | CommandError | Interrupted} */
export function addUser(terminal: Terminal, options: NewUserOptions): Promise<ExitCode> {
  return create(terminal, options, "User", null);
}

async function create(
  terminal: Terminal,
  options: NewUserOptions,
  kind: "User" | "Superuser",
  variable: string | null,
): Promise<ExitCode> {
  const asks = options.input && options.passwordStdin !== true;
  if (asks && !terminal.isInteractive) throw new CommandError(noTerminal(options, variable), EXIT.wrongUsage);
  const given = asks ? null : await readGiven(terminal, options, variable);
  return withNewUsers(terminal, async (deps) => {
    const draft = given ?? (await askForUser(terminal, deps, options));
    const flags = { isStaff: options.staff === true, isSuperuser: options.superuser === true };
    const user = await createUserRow(
      deps,
      { ...draft.user, ...flags },
      {
        bypassPolicy: draft.bypassPolicy,
        source: TERMINAL,
      },
    );
    terminal.say(`${kind} created successfully.`);
    if (terminal.isJson) terminal.printJson(describeUser(user));
    return EXIT.ok;
  });
}

async function readGiven(
  terminal: Terminal,
  options: NewUserOptions,
  variable: string | null,
): Promise<Draft> {
  const { username, email } = options;
  if (username === undefined) {
    throw new CommandError("You must use --username where nothing is asked.", EXIT.wrongUsage);
  }
  const password =
    options.passwordStdin === true
      ? await terminal.readInput()
      : variable === null
        ? undefined
        : terminal.env[variable];
  if (password === undefined) {
    throw new CommandError(`You must give the password ${passwordWays(variable)}.`, EXIT.wrongUsage);
  }
  return {
    user: { username, password, ...(email === undefined ? {} : { email }) },
    bypassPolicy: false,
  };
}

function noTerminal({ username, email }: NewUserOptions, variable: string | null): string {
  const flags = [
    "--no-input",
    ...(username === undefined ? ["--username"] : []),
    ...(email === undefined ? ["--email (if there is an address)"] : []),
  ];
  return `There is no terminal to ask on. Use ${flags.join(", ")}, and give the password ${passwordWays(variable)}.`;
}

function passwordWays(variable: string | null): string {
  return variable === null
    ? "on stdin with --password-stdin"
    : `in the environment as ${variable}, or on stdin with --password-stdin`;
}
