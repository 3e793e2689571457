import type { UserRow } from "../users/user.ts";
import { findUserByLogin, findUserRow } from "../users/users.ts";
import { CommandError } from "./exit-codes.ts";
import type { Deps } from "./with-store.ts";

/** A user by user name, e-mail address or id; null when there is none. */
export async function findNamedUser({ store }: Deps, name: string): Promise<UserRow | null> {
  return (await findUserByLogin({ store }, name)) ?? (await findUserRow(store.db, name));
}

/** @throws {CommandError} when there is no such user */
export async function requireNamedUser(deps: Deps, name: string): Promise<UserRow> {
  const user = await findNamedUser(deps, name);
  if (user === null) throw new CommandError(noSuchUser(name));
  return user;
}

export function noSuchUser(name: string): string {
  return `user '${name}' does not exist. \`wafer user list\` shows who does.`;
}
