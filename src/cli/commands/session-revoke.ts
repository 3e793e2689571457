import { TERMINAL } from "../../events/events.ts";
import { endSessions } from "../../sessions/end.ts";
import { endAllSessions } from "../../sessions/revoke-all.ts";
import { consent } from "../consent.ts";
import { CommandError, EXIT, type ExitCode } from "../exit-codes.ts";
import { requireNamedUser } from "../find-user.ts";
import type { Terminal } from "../terminal.ts";
import { type Deps, withUsers } from "../with-store.ts";

export interface SessionRevokeOptions {
  readonly user?: string;
  readonly all?: boolean;
}

/** @throws {SettingsError | StoreError | CommandError} */
export function sessionRevoke(
  terminal: Terminal,
  id: string | undefined,
  { user, all = false }: SessionRevokeOptions,
): Promise<ExitCode> {
  if ([id !== undefined, user !== undefined, all].filter(Boolean).length !== 1)
    throw new CommandError(
      "Name what to end: a session's id (see `wafer session list`), --user NAME, or --all.",
      EXIT.wrongUsage,
    );
  return withUsers(terminal, async (deps) => {
    const ended = all ? await revokeAll(terminal, deps) : await revokeSome(deps, id, user);
    terminal.say(`Sessions ended: ${ended}.`);
    if (terminal.isJson) terminal.printJson({ endedSessions: ended });
    return EXIT.ok;
  });
}

async function revokeSome(deps: Deps, id: string | undefined, name: string | undefined): Promise<number> {
  const which =
    name === undefined ? { sessionId: id ?? "" } : { userId: (await requireNamedUser(deps, name)).id };
  const ended = await endSessions(deps, which, "revoked", TERMINAL);
  if (name === undefined && ended.length === 0)
    throw new CommandError("no live session has that id. `wafer session list` shows those there are.");
  return ended.length;
}

async function revokeAll(terminal: Terminal, deps: Deps): Promise<number> {
  await consent(terminal, "This signs everybody out, on all devices.");
  const ended = await endAllSessions(deps, "revoked", TERMINAL, (count) =>
    terminal.progress(`Sessions ended: ${count}`),
  );
  terminal.progress("");
  return ended;
}
