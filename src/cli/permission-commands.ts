import type { Command } from "commander";
import { GROUP, USER } from "./named.ts";
import type { Run } from "./program.ts";

/** `permit` and `forbid`, for users as for groups. */
export function addPermissionCommands(parent: Command, holder: "user" | "group", run: Run): void {
  for (const [name, isGiven, text] of [
    ["permit", true, "give permissions"],
    ["forbid", false, "take permissions away"],
  ] as const) {
    parent
      .command(`${name} <${holder}> <permission...>`)
      .description(`${text}, such as users.view (${holder === "user" ? USER : GROUP})`)
      .action((named: string, permissions: string[]) =>
        run(async (terminal) =>
          (await import("./commands/permit.ts")).permit(terminal, { holder, named, permissions, isGiven }),
        ),
      );
  }
}
