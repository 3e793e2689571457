import { send } from "./send.ts";
import type { GroupsAnswer } from "./wire.ts";

export type AllGroups = Pick<GroupsAnswer, "groups">;

interface Page extends AllGroups {
  readonly next: string | null;
}

/** The address under which {@link listGroups} is kept; a fragment is never sent. */
export const ALL_GROUPS = "/admin/api/groups?limit=200#all";

/** Pages read at most: 5,000 groups. */
const MOST_PAGES = 25;

/** All groups, page after page. @throws {ApiError} */
export async function listGroups(): Promise<AllGroups> {
  const pages: Page[] = [];
  let after: string | null = "";
  while (after !== null && pages.length < MOST_PAGES) {
    const parameters = new URLSearchParams({ limit: "200", ...(after !== "" && { after }) });
    const page: Page = await send("GET", `/admin/api/groups?${parameters}`);
    pages.push(page);
    after = page.next;
  }
  return { groups: pages.flatMap(({ groups }) => groups) };
}
