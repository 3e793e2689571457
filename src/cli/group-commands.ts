import type { Command } from "commander";
import type { GroupAddOptions } from "./commands/group-add.ts";
import { GROUP, USER } from "./named.ts";
import { addPermissionCommands } from "./permission-commands.ts";
import type { Run } from "./program.ts";

export function addGroupCommands(program: Command, run: Run): void {
  const group = program
    .command("group")
    .description("list, show, add, rename and delete groups, their members and permissions");
  addReadingCommands(group, run);
  group
    .command("add <name>")
    .description("make a group")
    .option("--permission <permission...>", "what its members may do in the admin, such as users.view")
    .action((name: string, options: GroupAddOptions) =>
      run(async (terminal) => (await import("./commands/group-add.ts")).groupAdd(terminal, name, options)),
    );
  group
    .command("rename <group> <name>")
    .description(`give a group another name (${GROUP})`)
    .action((named: string, name: string) =>
      run(async (terminal) =>
        (await import("./commands/group-rename.ts")).groupRename(terminal, named, name),
      ),
    );
  group
    .command("delete <group>")
    .description(`delete a group; its members stay, without what it gave them (${GROUP})`)
    .action((named: string) =>
      run(async (terminal) => (await import("./commands/group-delete.ts")).groupDelete(terminal, named)),
    );
  addMemberCommands(group, run);
  addPermissionCommands(group, "group", run);
}

function addReadingCommands(group: Command, run: Run): void {
  group
    .command("list")
    .description("list groups by name")
    .action(() => run(async (terminal) => (await import("./commands/group-list.ts")).groupList(terminal)));
  group
    .command("show <group>")
    .description(`show a group, its permissions and how many are in it (${GROUP})`)
    .action((named: string) =>
      run(async (terminal) => (await import("./commands/group-show.ts")).groupShow(terminal, named)),
    );
}

function addMemberCommands(group: Command, run: Run): void {
  for (const [name, isMember, text] of [
    ["join", true, "put users into a group"],
    ["leave", false, "take users out of a group"],
  ] as const) {
    group
      .command(`${name} <group> <user...>`)
      .description(`${text}; running sessions learn of it at once (${USER})`)
      .action((named: string, users: string[]) =>
        run(async (terminal) =>
          (await import("./commands/group-members.ts")).setMembers(terminal, named, users, isMember),
        ),
      );
  }
}
