import type { Command } from "commander";
import type { MigrateOptions } from "./commands/migrate.ts";
import type { Run } from "./program.ts";

export function addDatabaseCommands(program: Command, run: Run): void {
  program
    .command("migrate")
    .description("bring the database up to date")
    .option("--plan", "print what would be done, and do nothing")
    .option("--check", "fail when something is to be done, and do nothing")
    .option("--to <name>", 'a migration to stop at, forward or back; "zero" undoes all', "latest")
    .action((options: MigrateOptions) =>
      run(async (terminal) => (await import("./commands/migrate.ts")).migrate(terminal, options)),
    );
}
