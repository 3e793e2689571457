import { listLiveSessions } from "../../sessions/list-sessions.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { requireNamedUser } from "../find-user.ts";
import { formatTable } from "../format.ts";
import type { Terminal } from "../terminal.ts";
import { withUsers } from "../with-store.ts";

export interface SessionListOptions {
  readonly user?: string;
  readonly limit: number;
  readonly after?: string;
}

const COLUMNS = ["id", "username", "device", "ip", "createdAt", "lastUsedAt", "expiresAt"] as const;

/** @throws {SettingsError | StoreError | CommandError} */
export function sessionList(terminal: Terminal, options: SessionListOptions): Promise<ExitCode> {
  return withUsers(terminal, async (deps) => {
    const userId = options.user === undefined ? null : (await requireNamedUser(deps, options.user)).id;
    const { sessions, next } = await listLiveSessions(deps.store.db, { ...options, userId }, deps.now());
    if (terminal.isJson) for (const session of sessions) terminal.printJson(session);
    else if (sessions.length > 0) terminal.print(formatTable(COLUMNS, sessions));
    if (sessions.length === 0) {
      terminal.say(options.after === undefined ? "Nobody is signed in." : "No sessions after that one.");
    }
    const same = options.user === undefined ? "" : ` --user ${options.user}`;
    if (next !== null) terminal.say(`There are more: wafer session list${same} --after ${next}`);
    return EXIT.ok;
  });
}
