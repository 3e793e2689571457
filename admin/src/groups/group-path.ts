import { keep, refreshAll } from "../api/queries.ts";
import { type Method, send } from "../api/send.ts";
import type { GroupAnswer } from "../api/wire.ts";

export function groupPath(id: string): string {
  return `/admin/api/groups/${encodeURIComponent(id)}`;
}

/** Something done to one group, which is answered with the group as it is now. @throws {ApiError} */
export async function changeGroup(id: string, method: Method, verb: string, body?: object): Promise<void> {
  keep(groupPath(id), await send<GroupAnswer>(method, groupPath(id) + verb, body));
  for (const list of ["/admin/api/groups?", "/admin/api/users"]) refreshAll(list);
}
