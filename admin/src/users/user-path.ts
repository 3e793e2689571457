import { keep, refreshAll } from "../api/queries.ts";
import { type Method, send } from "../api/send.ts";
import type { UserAnswer } from "../api/wire.ts";

export function userPath(id: string): string {
  return `/admin/api/users/${encodeURIComponent(id)}`;
}

/** Asks again for what is shown of a user, and of the lists they may stand in. */
export function refreshUser(id: string): void {
  refreshAll(userPath(id));
  refreshLists();
}

/** Asks again for the lists that a user may stand in. */
export function refreshLists(): void {
  for (const list of LISTS) refreshAll(list);
}

const LISTS = ["/admin/api/users?", "/admin/api/groups", "/admin/api/sessions?", "/admin/api/events?"];

/** Something done to one user, which is answered with the user as they are now, or not at all. @throws {ApiError} */
export async function changeUser(id: string, method: Method, verb: string, body?: object): Promise<void> {
  const answer = await send<UserAnswer | null>(method, userPath(id) + verb, body);
  if (answer === null) return refreshUser(id);
  keep(userPath(id), answer);
  refreshLists();
}
