import type { User } from "../user.ts";
import { toUser } from "./user.ts";
import { findUserByLogin, findUserRow, type UserDeps } from "./users.ts";

/**
 * A user by their id; null where there is none.
 *
 * @example const user = await findUser(auth, identityOf(request).userId);
 */
export async function findUser({ store }: Pick<UserDeps, "store">, userId: string): Promise<User | null> {
  const row = await findUserRow(store.db, userId);
  return row === null ? null : toUser(row);
}

/** A user by user name or e-mail address, in any spelling that is canonically the same; null where there is none. */
export async function findUserByName(deps: Pick<UserDeps, "store">, name: string): Promise<User | null> {
  const row = await findUserByLogin(deps, name);
  return row === null ? null : toUser(row);
}
