import { TERMINAL } from "../../events/events.ts";
import { forcePasswordChange } from "../../users/force-password-change.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { findNamedUser, noSuchUser } from "../find-user.ts";
import type { Terminal } from "../terminal.ts";
import { type Deps, withUsers } from "../with-store.ts";

/**
 * Makes users choose a new password, each on its own: one that is not there does not keep the others from it.
 *
 * @throws {SettingsError | StoreError}
 */
export function forcePasswordChangeOf(terminal: Terminal, names: readonly string[]): Promise<ExitCode> {
  return withUsers(terminal, async (deps) => {
    let done = 0;
    for (const name of names) if (await forceOne(terminal, deps, name)) done++;
    if (done === names.length) return EXIT.ok;
    return done === 0 ? EXIT.failed : EXIT.someFailed;
  });
}

async function forceOne(terminal: Terminal, deps: Deps, name: string): Promise<boolean> {
  const user = await findNamedUser(deps, name);
  if (user === null) {
    terminal.warn(`${terminal.paint("red", "Error:")} ${noSuchUser(name)}`);
    if (terminal.isJson) terminal.printJson({ username: name, error: "no such user" });
    return false;
  }
  const { username } = user;
  const isChanged = await forcePasswordChange(deps, user.id, TERMINAL);
  terminal.say(
    isChanged
      ? `${username} must choose a new password at the next sign-in. Open sessions go on: \`wafer session revoke --user ${username}\` ends them.`
      : `${username} had to choose a new password already.`,
  );
  if (terminal.isJson) terminal.printJson({ username, mustChangePassword: true, isChanged });
  return true;
}
