import type { AuthContext } from "../context.ts";
import { findUserRow } from "../users/users.ts";
import type { Actor } from "./actor.ts";
import { type Batches, type BatchLine, inBatches, PAGE, pagesOf } from "./batches.ts";
import { planFor } from "./list-users.ts";
import { requireReach } from "./reach.ts";
import { countAll, readUsers } from "./read-users.ts";
import type { UserAct } from "./user-acts.ts";
import type { UserFilter } from "./user-filter.ts";
import type { Plan } from "./user-plan.ts";

/** Which users: by id, or all that a filter finds. */
export type BulkTarget = { readonly ids: readonly string[] } | { readonly filter: UserFilter };

/**
 * Does one act to many users and tells of each. Users made after it began are left alone. Each user has an event with
 * the id of the request, and a call that was cut off can be made again.
 *
 * @param renew gives the actor as they are now; throws once they may no longer
 */
export async function* actOnUsers(
  target: BulkTarget,
  act: UserAct,
  renew: () => Promise<Actor>,
  auth: AuthContext,
): AsyncGenerator<BatchLine> {
  const work: Batches["work"] = async (db, id, actor) => {
    const user = await findUserRow(db, id);
    if (user === null) return { outcome: "not_found" };
    await requireReach(db, actor, user);
    const { isChanged, ...effect } = await act(db, user, actor, auth);
    return { outcome: isChanged ? "ok" : "unchanged", ...effect };
  };
  yield* inBatches({ ...(await pagesFor(target, auth)), tellsAll: true, renew, work }, auth);
}

async function pagesFor(target: BulkTarget, auth: AuthContext): Promise<Pick<Batches, "total" | "pages">> {
  if ("ids" in target) return { total: target.ids.length, pages: pagesOf(target.ids) };
  const plan = await planFor(untilNow(target.filter, auth), undefined, auth);
  return { total: await countAll(auth.store.db, plan), pages: pagesFound(plan, auth) };
}

function untilNow(filter: UserFilter, { now }: AuthContext): UserFilter {
  const createdBefore = Math.min(filter.createdBefore ?? Number.POSITIVE_INFINITY, now() + 1);
  return { ...filter, createdBefore };
}

/** By key, so that what an act changes of the users before a place changes nothing after it. */
async function* pagesFound(plan: Plan, auth: AuthContext): AsyncGenerator<readonly string[]> {
  for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
    const page = await readUsers(auth.store.db, plan, { limit: PAGE, after });
    if (page.users.length > 0) yield page.users.map(({ id }) => id);
    after = page.next ?? undefined;
  }
}
