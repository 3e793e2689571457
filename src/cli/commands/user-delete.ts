import { TERMINAL } from "../../events/events.ts";
import { deleteUser } from "../../users/delete-user.ts";
import { consent } from "../consent.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { findNamedUser, noSuchUser } from "../find-user.ts";
import { consentToNoSuperuser } from "../last-superuser.ts";
import type { Terminal } from "../terminal.ts";
import { type Deps, withUsers } from "../with-store.ts";

/**
 * Deletes users for good, each on its own: one that is not there does not keep the others from it.
 *
 * @throws {SettingsError | StoreError | CommandError | Interrupted}
 */
export function userDelete(terminal: Terminal, names: readonly string[]): Promise<ExitCode> {
  return withUsers(terminal, async (deps) => {
    await consent(
      terminal,
      `This deletes ${names.join(", ")} for good. To keep somebody out, \`wafer user deactivate\` is enough.`,
    );
    await consentToNoSuperuser(terminal, deps, names);
    let done = 0;
    for (const name of names) if (await deleteOne(terminal, deps, name)) done++;
    if (done === names.length) return EXIT.ok;
    return done === 0 ? EXIT.failed : EXIT.someFailed;
  });
}

async function deleteOne(terminal: Terminal, deps: Deps, name: string): Promise<boolean> {
  const user = await findNamedUser(deps, name);
  if (user === null) {
    terminal.warn(`${terminal.paint("red", "Error:")} ${noSuchUser(name)}`);
    if (terminal.isJson) terminal.printJson({ username: name, error: "no such user" });
    return false;
  }
  const { isDeleted, endedSessions } = await deleteUser(deps, user.id, TERMINAL);
  const { username } = user;
  terminal.say(`${username} is deleted. Sessions ended: ${endedSessions.length}.`);
  if (terminal.isJson) terminal.printJson({ username, isDeleted, endedSessions: endedSessions.length });
  return true;
}
