import { type Command, InvalidArgumentError, Option } from "commander";
import type { CheckOptions } from "./commands/check.ts";
import type { InitOptions } from "./commands/init.ts";
import type { ServeOptions } from "./commands/serve.ts";
import type { Run } from "./program.ts";

export function addServerCommands(program: Command, run: Run): void {
  program
    .command("init")
    .description("write .env with a new secret, make the database and, if you like, the first user")
    .option("--force", "replace a .env that is there; the former one is kept as .env.old")
    .action((options: InitOptions) =>
      run(async (terminal) => (await import("./commands/init.ts")).init(terminal, options)),
    );
  program
    .command("serve")
    .description("start the server")
    .option("-p, --port <number>", "port to listen on, instead of PORT (8000)", portNumber)
    .option("--host <address>", "address to listen on, instead of HOST (localhost)")
    .action((options: ServeOptions) =>
      run(async (terminal) => (await import("./commands/serve.ts")).serve(terminal, options)),
    );
  program
    .command("check")
    .description("look for mistakes in the settings, the files and the database")
    .option("--deploy", "look for what is wrong in production too")
    .addOption(
      new Option("--fail-level <level>", "least severe finding that makes the command fail")
        .choices(["error", "warning"])
        .default("error"),
    )
    .action((options: CheckOptions) =>
      run(async (terminal) => (await import("./commands/check.ts")).check(terminal, options)),
    );
  program
    .command("version")
    .description("print the version")
    .action(() => run(async (terminal) => (await import("./commands/version.ts")).version(terminal)));
}

function portNumber(text: string): string {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  }
  return text;
}
