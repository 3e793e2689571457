import type { Db } from "../store/store.ts";
import { canonicalUsername } from "./canonical.ts";
import type { UserRow } from "./user.ts";

export interface UserPage {
  readonly users: readonly UserRow[];
  /** The user name to go on after, or null at the end. */
  readonly next: string | null;
}

/** Users by user name, a page at a time. A page costs the same however far down the list it is. */
export async function listUsers(
  db: Db,
  page: { readonly limit: number; readonly after?: string },
): Promise<UserPage> {
  const rows = await db
    .selectFrom("users")
    .selectAll()
    .where("username_key", ">", canonicalUsername(page.after ?? ""))
    .orderBy("username_key")
    .limit(page.limit + 1)
    .execute();
  const users = rows.slice(0, page.limit);
  return { users, next: rows.length > page.limit ? (users.at(-1)?.username ?? null) : null };
}
