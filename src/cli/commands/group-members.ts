import { TERMINAL } from "../../events/events.ts";
import type { Group } from "../../groups/groups.ts";
import { joinGroup, leaveGroup } from "../../groups/members.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { requireNamedGroup } from "../find-group.ts";
import { findNamedUser, noSuchUser } from "../find-user.ts";
import type { Terminal } from "../terminal.ts";
import { type Deps, withUsers } from "../with-store.ts";

/**
 * Puts users into a group or takes them out, each on their own: one that is not there does not keep the others from it.
 *
 * @throws {SettingsError | StoreError | CommandError}
 */
export function setMembers(
  terminal: Terminal,
  named: string,
  users: readonly string[],
  isMember: boolean,
): Promise<ExitCode> {
  return withUsers(terminal, async (deps) => {
    const group = await requireNamedGroup(deps, named);
    let done = 0;
    for (const user of users) if (await setMember(terminal, deps, group, user, isMember)) done++;
    if (done === users.length) return EXIT.ok;
    return done === 0 ? EXIT.failed : EXIT.someFailed;
  });
}

async function setMember(
  terminal: Terminal,
  deps: Deps,
  group: Group,
  named: string,
  isMember: boolean,
): Promise<boolean> {
  const user = await findNamedUser(deps, named);
  if (user === null) {
    terminal.warn(`${terminal.paint("red", "Error:")} ${noSuchUser(named)}`);
    if (terminal.isJson) terminal.printJson({ username: named, error: "no such user" });
    return false;
  }
  const isChanged = await (isMember ? joinGroup : leaveGroup)(deps, group, user.id, TERMINAL);
  terminal.say(
    `${user.username} is ${isMember ? "in" : "not in"} ${group.name}${isChanged ? " now" : ", as before"}.`,
  );
  if (terminal.isJson)
    terminal.printJson({ username: user.username, group: group.name, isMember, isChanged });
  return true;
}
