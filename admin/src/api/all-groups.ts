import { type Query, useQuery } from "./queries.ts";
import { send } from "./send.ts";
import type { GroupsAnswer } from "./wire.ts";

type AllGroups = Pick<GroupsAnswer, "groups">;

/** The address that all groups are kept under; a fragment is never sent. */
const ALL_GROUPS = "/admin/api/groups?limit=200#all";

/** Pages read at most: 5,000 groups. */
const MOST_PAGES = 25;

/** All groups there are; nothing is asked for who may not see them. */
export function useAllGroups(isAllowed = true): Query<AllGroups> {
  return useQuery(isAllowed ? ALL_GROUPS : null, listGroups);
}

/** Page after page. @throws {ApiError} */
async function listGroups(): Promise<AllGroups> {
  const pages: GroupsAnswer[] = [];
  let after: string | null = "";
  while (after !== null && pages.length < MOST_PAGES) {
    const parameters = new URLSearchParams({ limit: "200", ...(after !== "" && { after }) });
    const page: GroupsAnswer = await send("GET", `/admin/api/groups?${parameters}`);
    pages.push(page);
    after = page.next;
  }
  return { groups: pages.flatMap(({ groups }) => groups) };
}
