import { setTimeout as sleep } from "node:timers/promises";
import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import type { Db } from "../store/store.ts";
import { findUser } from "../users/users.ts";
import { announce, type Effect } from "./act-on-user.ts";
import type { Actor } from "./actor.ts";
import { planFor } from "./list-users.ts";
import { reaches } from "./reach.ts";
import { countAll, readUsers } from "./read-users.ts";
import type { UserAct } from "./user-acts.ts";
import type { UserFilter } from "./user-filter.ts";
import type { Plan } from "./user-plan.ts";

/** Milliseconds after which a transaction takes no further user: the one writer is free again soon after. */
const MAX_TRANSACTION = 15;

/** Milliseconds between two transactions, in which sign-ins get at the database and the processor. */
const PAUSE = 5;

/** Users read at a time. */
const PAGE = 200;

/** A line of the answer, as JSON. */
export type BulkLine =
  | { readonly type: "start"; readonly total: number }
  /** "ok", "unchanged" where there was nothing to do, or the code of a refusal. */
  | { readonly type: "item"; readonly id: string; readonly outcome: string }
  | {
      readonly type: "progress" | "end";
      readonly done: number;
      readonly ok: number;
      readonly unchanged: number;
      readonly failed: number;
    };

/** Which users: by id, or all that a filter finds. */
export type BulkTarget = { readonly ids: readonly string[] } | { readonly filter: UserFilter };

/**
 * Does one act to many users, in transactions of a few milliseconds, and tells of each. Users made after it began are
 * left alone. What was done stays done where it is cut off: each user has an event with the id of the request, and the
 * same call can be made again.
 *
 * @param renew gives the actor as they are now, before each page; throws once they may no longer
 */
export async function* actOnUsers(
  target: BulkTarget,
  act: UserAct,
  renew: () => Promise<Actor>,
  auth: AuthContext,
): AsyncGenerator<BulkLine> {
  const plan = "filter" in target ? await planFor(untilNow(target.filter, auth), undefined, auth) : null;
  const pages = plan === null ? pagesOf("ids" in target ? target.ids : []) : pagesFound(plan, auth);
  const total =
    plan === null ? ("ids" in target ? target.ids.length : 0) : await countAll(auth.store.db, plan);
  const counts = { done: 0, ok: 0, unchanged: 0, failed: 0 };
  yield { type: "start", total };
  for await (const page of pages) {
    const actor = await renew();
    for (let rest = page; rest.length > 0; ) {
      const outcomes = await runBatch(rest, act, actor, auth);
      rest = rest.slice(outcomes.length);
      for (const { id, outcome } of outcomes) {
        counts.done++;
        counts[outcome === "ok" || outcome === "unchanged" ? outcome : "failed"]++;
        yield { type: "item", id, outcome };
      }
      yield { type: "progress", ...counts };
      await sleep(PAUSE);
    }
  }
  yield { type: "end", ...counts };
}

function untilNow(filter: UserFilter, { now }: AuthContext): UserFilter {
  const createdBefore = Math.min(filter.createdBefore ?? Number.POSITIVE_INFINITY, now() + 1);
  return { ...filter, createdBefore };
}

async function* pagesOf(ids: readonly string[]): AsyncGenerator<readonly string[]> {
  for (let start = 0; start < ids.length; start += PAGE) yield ids.slice(start, start + PAGE);
}

/** By key, so that what an act changes of the users before a place changes nothing after it. */
async function* pagesFound(plan: Plan, auth: AuthContext): AsyncGenerator<readonly string[]> {
  for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
    const page = await readUsers(auth.store.db, plan, { limit: PAGE, after });
    if (page.users.length > 0) yield page.users.map(({ id }) => id);
    after = page.next ?? undefined;
  }
}

interface Outcome {
  readonly id: string;
  readonly outcome: string;
}

/** As many users, from the first on, as fit into one short transaction. */
async function runBatch(
  ids: readonly string[],
  act: UserAct,
  actor: Actor,
  auth: AuthContext,
): Promise<readonly Outcome[]> {
  const { outcomes, effects } = await auth.store.transaction(async (db) => {
    const startedAt = performance.now();
    const outcomes: Outcome[] = [];
    const effects: Effect[] = [];
    for (const id of ids) {
      const { outcome, effect } = await runOne(db, id, act, actor, auth);
      outcomes.push({ id, outcome });
      effects.push(effect);
      if (performance.now() - startedAt > MAX_TRANSACTION) break;
    }
    return { outcomes, effects };
  });
  for (const effect of effects) announce(auth, effect);
  return outcomes;
}

/** Acts refuse before they write, so that a refused one leaves nothing in the transaction. */
async function runOne(
  db: Db,
  id: string,
  act: UserAct,
  actor: Actor,
  auth: AuthContext,
): Promise<{ outcome: string; effect: Effect }> {
  try {
    const target = await findUser(db, id);
    if (target === null) return { outcome: "not_found", effect: {} };
    if (!(await reaches(db, actor, target))) return { outcome: "permission_denied", effect: {} };
    const effect = await act(db, target, actor, auth);
    return { outcome: effect.isChanged ? "ok" : "unchanged", effect };
  } catch (error) {
    if (error instanceof AuthError) return { outcome: error.code, effect: {} };
    throw error;
  }
}
