import { type Command, InvalidArgumentError } from "commander";
import { duration, Misfit } from "../settings/readers.ts";
import type { FlushCommandOptions } from "./commands/flush.ts";
import type { SessionListOptions } from "./commands/session-list.ts";
import type { SessionRevokeOptions } from "./commands/session-revoke.ts";
import { USER } from "./named.ts";
import type { Run } from "./program.ts";
import { wholeNumber } from "./user-commands.ts";

export function addSessionCommands(program: Command, run: Run): void {
  const session = program.command("session").description("list and revoke sessions");
  session
    .command("list")
    .description("list live sessions, the newest first")
    .option("--user <name>", `only this user's (${USER})`)
    .option("--limit <number>", "most sessions to list", wholeNumber, 100)
    .option("--after <id>", "go on after this session")
    .action((options: SessionListOptions) =>
      run(async (terminal) => (await import("./commands/session-list.ts")).sessionList(terminal, options)),
    );
  session
    .command("revoke [id]")
    .description("end a session, all of a user, or all there are; running servers act on it within a second")
    .option("--user <name>", `end all sessions of this user (${USER})`)
    .option("--all", "end all sessions of everybody")
    .action((id: string | undefined, options: SessionRevokeOptions) =>
      run(async (terminal) =>
        (await import("./commands/session-revoke.ts")).sessionRevoke(terminal, id, options),
      ),
    );
  program
    .command("flush")
    .description("delete sessions that ended more than 30 days ago, and old events")
    .option("--events-older-than <age>", "delete events older than this, instead of eventRetention", age)
    .option("--dry-run", "count what would be deleted, and delete nothing")
    .action((options: FlushCommandOptions) =>
      run(async (terminal) => (await import("./commands/flush.ts")).flush(terminal, options)),
    );
}

/** `token decode`: the token is never demanded as an argument, since shells keep those in their history. */
export function addTokenCommands(program: Command, run: Run): void {
  program
    .command("token")
    .description("explain a token")
    .command("decode [token]")
    .description("show what a token says, without trusting it; reads it from stdin, or asks for it")
    .action((token: string | undefined) =>
      run(async (terminal) => (await import("./commands/token-decode.ts")).tokenDecode(terminal, token)),
    );
}

/** Seconds. A number alone would be seconds too, and take nearly all events with it. */
function age(text: string): number {
  try {
    const seconds = duration(text);
    if (seconds >= 86_400) return seconds;
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
  }
  throw new InvalidArgumentError('Give a duration of at least a day, such as "90d".');
}
