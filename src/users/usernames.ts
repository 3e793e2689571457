import type { Db } from "../store/store.ts";

/** Ids asked for at a time: SQLite takes 32,766 values in one query. */
const CHUNK = 1_000;

/** The user names of those among these ids who have an account. */
export async function usernamesOf(
  db: Db,
  ids: Iterable<string | null>,
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  const names = new Map<string, string>();
  for (let at = 0; at < wanted.length; at += CHUNK) {
    const chunk = wanted.slice(at, at + CHUNK);
    const users = await db.selectFrom("users").select(["id", "username"]).where("id", "in", chunk).execute();
    for (const { id, username } of users) names.set(id, username);
  }
  return names;
}
