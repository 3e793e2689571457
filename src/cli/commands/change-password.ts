import { TERMINAL } from "../../events/events.ts";
import { setPassword } from "../../users/set-password.ts";
import type { UserRow } from "../../users/user.ts";
import { passwordProblemsFor } from "../../users/users.ts";
import { CommandError, EXIT, type ExitCode } from "../exit-codes.ts";
import { noSuchUser, requireNamedUser } from "../find-user.ts";
import type { Terminal } from "../terminal.ts";
import { type Deps, withUsers } from "../with-store.ts";

export interface ChangePasswordOptions {
  readonly passwordStdin?: boolean;
}

const TRIES = 3;

/** @throws {SettingsError | StoreError | AuthError | CommandError | Interrupted} */
export function changePassword(
  terminal: Terminal,
  name: string | undefined,
  options: ChangePasswordOptions,
): Promise<ExitCode> {
  if (options.passwordStdin !== true && !terminal.isInteractive) {
    throw new CommandError(
      "There is no terminal to ask on. Give the user's name, and the new password on stdin with --password-stdin.",
      EXIT.wrongUsage,
    );
  }
  return withUsers(terminal, async (deps) => {
    const user = await requireNamedUser(deps, name ?? terminal.systemUser);
    const password =
      options.passwordStdin === true
        ? await terminal.readInput()
        : await askForPassword(terminal, deps, user);
    const { isChanged, endedSessions } = await setPassword(deps, user.id, password, TERMINAL);
    if (!isChanged) throw new CommandError(noSuchUser(user.username));
    terminal.say(
      `Password changed successfully for user '${user.username}'. Sessions ended: ${endedSessions.length}.`,
    );
    if (terminal.isJson) terminal.printJson({ username: user.username, endedSessions: endedSessions.length });
    return EXIT.ok;
  });
}

/** Django's dialogue: three tries, and no way around the policy. */
async function askForPassword(terminal: Terminal, deps: Deps, user: UserRow): Promise<string> {
  terminal.say(`Changing password for user '${user.username}'`);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const password = await terminal.askHidden("Password: ");
    const isSame = password === (await terminal.askHidden("Password (again): "));
    const problems = isSame
      ? passwordProblemsFor(user, password, deps.settings)
      : ["the passwords do not match"];
    if (problems.length === 0) return password;
    for (const problem of problems) terminal.warn(`Error: ${problem}.`);
  }
  throw new CommandError(
    `Aborting password change for user '${user.username}' after ${TRIES} attempts. Nothing was changed.`,
  );
}
