import { findGroup, type GroupRow } from "../groups/groups.ts";
import { CommandError } from "./exit-codes.ts";
import type { Deps } from "./with-store.ts";

/** @throws {CommandError} when there is no such group */
export async function requireNamedGroup({ store }: Deps, named: string): Promise<GroupRow> {
  const group = await findGroup(store.db, named);
  if (group === null)
    throw new CommandError(`group '${named}' does not exist. \`wafer group list\` shows which there are.`);
  return group;
}
