import type { AuthContext } from "../context.ts";
import type { Db } from "../store/store.ts";
import type { AdminUser } from "./admin-user.ts";
import { toAdminUsers } from "./admin-user.ts";
import { lockedUserIds } from "./locks.ts";
import { countMatches, readUsers, type Total } from "./read-users.ts";
import type { UserFilter } from "./user-filter.ts";
import { orderOf, type Plan, planUsers, type UserSort, walksMembers } from "./user-plan.ts";

export interface UserListing {
  readonly users: readonly AdminUser[];
  /** Where to go on, or null at the end. */
  readonly next: string | null;
  readonly total: Total;
}

/** Members of a group up to this number are taken as a list of ids. */
const FEW_MEMBERS = 1000;

/**
 * A page of users. It costs the same however many there are and however far down it is.
 *
 * @throws {AuthError} invalid_request
 */
export async function listUsers(
  filter: UserFilter,
  page: { readonly sort?: UserSort | undefined; readonly limit: number; readonly after?: string | undefined },
  auth: AuthContext,
): Promise<UserListing> {
  const plan = await planFor(filter, page.sort, auth);
  const { users, next } = await readUsers(auth.store.db, plan, page);
  const total = await countMatches(auth.store.db, plan);
  return { users: await toAdminUsers(users, auth), next, total };
}

/** The plan of a list, with the sets of users that its filter names. */
export async function planFor(
  filter: UserFilter,
  sort: UserSort | undefined,
  auth: AuthContext,
): Promise<Plan> {
  const { group, locked } = filter;
  return planUsers(filter, sort, {
    locked: locked === undefined ? [] : await lockedUserIds(auth),
    members:
      group === undefined || walksMembers(filter, orderOf(filter, sort))
        ? null
        : await fewMembers(auth.store.db, group),
  });
}

async function fewMembers(db: Db, groupId: string): Promise<readonly string[] | null> {
  const members = await db
    .selectFrom("user_groups")
    .select("user_id")
    .where("group_id", "=", groupId)
    .limit(FEW_MEMBERS + 1)
    .execute();
  return members.length > FEW_MEMBERS ? null : members.map(({ user_id }) => user_id);
}
