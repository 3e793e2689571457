import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { firstIdAt } from "../ids.ts";
import { markEnded } from "../sessions/end.ts";
import { findSession, isLive } from "../sessions/session.ts";
import type { Db } from "../store/store.ts";
import { findUserRow } from "../users/users.ts";
import { announce } from "./act-on-user.ts";
import type { Actor } from "./actor.ts";
import { type BatchLine, type ItemResult, inBatches, PAGE, pagesOf } from "./batches.ts";
import { requireReach } from "./reach.ts";

/** @throws {AuthError} not_found for one that is not live, permission_denied */
export async function revokeSession(id: string, actor: Actor, auth: AuthContext): Promise<void> {
  const result = await auth.store.transaction((db) => revokeOne(db, id, actor, auth));
  if (result.outcome !== "ok") throw new AuthError("not_found");
  announce(auth, result);
}

/** Ends many sessions and tells of each; of all there are, of those that could not be ended only. */
export async function* revokeMany(
  which: { readonly ids: readonly string[] } | "all",
  renew: () => Promise<Actor>,
  auth: AuthContext,
): AsyncGenerator<BatchLine> {
  const isAll = which === "all";
  const { session } = await renew();
  yield* inBatches(
    {
      total: isAll ? null : which.ids.length,
      pages: isAll ? liveBut(session.id, auth) : pagesOf(which.ids),
      tellsAll: !isAll,
      renew,
      work: (db, id, actor) => revokeOne(db, id, actor, auth),
    },
    auth,
  );
}

async function revokeOne(db: Db, id: string, actor: Actor, auth: AuthContext): Promise<ItemResult> {
  const session = await findSession(db, id);
  const user = session === null ? null : await findUserRow(db, session.user_id);
  if (session === null || user === null) return { outcome: "not_found" };
  await requireReach(db, actor, user);
  if (!isLive(session, auth.now())) return { outcome: "unchanged" };
  return { outcome: "ok", ended: await markEnded(auth, db, { sessionId: id }, "revoked", actor.source) };
}

/** Every session there was when it began, but for the one that asks. */
async function* liveBut(exceptId: string, { store, now }: AuthContext): AsyncGenerator<readonly string[]> {
  const end = firstIdAt(now() + 1);
  for (let after: string | null = ""; after !== null; ) {
    const rows = await store.db
      .selectFrom("sessions")
      .select(["id", "revoked_at", "idle_expires_at"])
      .where("id", ">", after)
      .where("id", "<", end)
      .orderBy("id")
      .limit(PAGE)
      .execute();
    const live = rows.filter(
      ({ id, revoked_at, idle_expires_at }) =>
        id !== exceptId && revoked_at === null && idle_expires_at > now(),
    );
    if (live.length > 0) yield live.map(({ id }) => id);
    after = rows.length < PAGE ? null : (rows.at(-1)?.id ?? null);
  }
}
