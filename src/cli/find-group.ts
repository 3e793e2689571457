import { findGroup, type Group } from "../groups/groups.ts";
import { CommandError } from "./exit-codes.ts";
import type { Deps } from "./with-store.ts";

/** @throws {CommandError} when there is no such group */
export async function requireNamedGroup(deps: Deps, named: string): Promise<Group> {
  const group = await findGroup(deps, named);
  if (group === null)
    throw new CommandError(`group '${named}' does not exist. \`wafer group list\` shows which there are.`);
  return group;
}
