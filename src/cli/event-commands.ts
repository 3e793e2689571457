import { type Command, InvalidArgumentError, Option } from "commander";
import { EXPORT_FORMATS } from "../events/event-lines.ts";
import { EVENT_TYPES } from "../events/event-types.ts";
import { fromIso } from "../time.ts";
import type { EventsExportOptions } from "./commands/events-export.ts";
import type { EventsTailOptions } from "./commands/events-tail.ts";
import { USER } from "./named.ts";
import type { Run } from "./program.ts";
import { wholeNumber } from "./user-commands.ts";

export function addEventCommands(program: Command, run: Run): void {
  const events = program.command("events").description("read and verify the audit trail");
  events
    .command("tail")
    .description("show the newest events, the oldest of them first")
    .option("-f, --follow", "go on with those that come, until Ctrl-C")
    .addOption(typeOption("only these types, refresh among them if it is named"))
    .option("--user <name>", `only what befell this user (${USER})`)
    .option("--limit <number>", "most events to show before it follows", wholeNumber, 20)
    .action((options: EventsTailOptions) =>
      run(async (terminal) => (await import("./commands/events-tail.ts")).eventsTail(terminal, options)),
    );
  events
    .command("export")
    .description("write all events to stdout, the oldest first")
    .addOption(
      new Option("--format <format>", "how an event is written").choices(EXPORT_FORMATS).default("ndjson"),
    )
    .addOption(typeOption("only these types"))
    .option("--from <time>", "only from then on: 2026-11-28, or 2026-11-28T09:00:00Z", time)
    .option("--to <time>", "only before then", time)
    .action((options: EventsExportOptions) =>
      run(async (terminal) => (await import("./commands/events-export.ts")).eventsExport(terminal, options)),
    );
  events
    .command("verify")
    .description(
      "find events that were altered, are missing or stand elsewhere, of each chain the first; 1 where there are any",
    )
    .action(() =>
      run(async (terminal) => (await import("./commands/events-verify.ts")).eventsVerify(terminal)),
    );
}

function typeOption(text: string): Option {
  return new Option("--type <type...>", text).choices(EVENT_TYPES);
}

/** Milliseconds since 1970. A day alone is its beginning in UTC. */
function time(text: string): number {
  const value = fromIso(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00Z` : text);
  if (value === null)
    throw new InvalidArgumentError("Give a day or a time with its zone: 2026-11-28, 2026-11-28T09:00:00Z.");
  return value;
}
