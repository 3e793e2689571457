import type { Db } from "../store/store.ts";

/** The user names of those among these ids who have an account. */
export async function usernamesOf(
  db: Db,
  ids: Iterable<string | null>,
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  if (wanted.length === 0) return new Map();
  const users = await db.selectFrom("users").select(["id", "username"]).where("id", "in", wanted).execute();
  return new Map(users.map(({ id, username }) => [id, username]));
}
