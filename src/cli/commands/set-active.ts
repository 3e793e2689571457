import { TERMINAL } from "../../events/events.ts";
import { setActive } from "../../users/set-active.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { findNamedUser, noSuchUser } from "../find-user.ts";
import { consentToNoSuperuser } from "../last-superuser.ts";
import type { Terminal } from "../terminal.ts";
import { type Deps, withUsers } from "../with-store.ts";

/**
 * Activates or deactivates users, each on its own: one that is not there does not keep the others from it.
 *
 * @throws {SettingsError | StoreError | CommandError | Interrupted}
 */
export function setActiveOf(
  terminal: Terminal,
  names: readonly string[],
  isActive: boolean,
): Promise<ExitCode> {
  return withUsers(terminal, async (deps) => {
    if (!isActive) await consentToNoSuperuser(terminal, deps, names);
    let done = 0;
    for (const name of names) if (await setOne(terminal, deps, name, isActive)) done++;
    if (done === names.length) return EXIT.ok;
    return done === 0 ? EXIT.failed : EXIT.someFailed;
  });
}

async function setOne(terminal: Terminal, deps: Deps, name: string, isActive: boolean): Promise<boolean> {
  const user = await findNamedUser(deps, name);
  if (user === null) {
    terminal.warn(`${terminal.paint("red", "Error:")} ${noSuchUser(name)}`);
    if (terminal.isJson) terminal.printJson({ username: name, error: "no such user" });
    return false;
  }
  const { isChanged, endedSessions } = await setActive(deps, user.id, isActive, TERMINAL);
  const state = isActive ? "active" : "inactive";
  terminal.say(
    isChanged
      ? `${user.username} is ${state} now.${isActive ? "" : ` Sessions ended: ${endedSessions.length}.`}`
      : `${user.username} was ${state} already.`,
  );
  const { username } = user;
  if (terminal.isJson)
    terminal.printJson({ username, isActive, isChanged, endedSessions: endedSessions.length });
  return true;
}
