import { ApiError } from "./api-error.ts";
import { send } from "./send.ts";
import type { ListedUser, UsersAnswer } from "./wire.ts";

/**
 * The user of exactly this name, address or id.
 *
 * @throws {ApiError} not_found
 */
export async function findUser(text: string): Promise<ListedUser> {
  const wanted = text.trim().toLowerCase();
  const { users } = await send<UsersAnswer>(
    "GET",
    `/admin/api/users?${new URLSearchParams({ search: text.trim(), limit: "10" })}`,
  );
  const user = users.find(({ username, email, id }) =>
    [username, email, id].some((name) => name.toLowerCase() === wanted),
  );
  if (user === undefined)
    throw new ApiError("not_found", "There is no user of that name, e-mail address or id.");
  return user;
}
