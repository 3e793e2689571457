import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import type { StaleSession } from "../sessions/revocations.ts";
import type { Db } from "../store/store.ts";
import type { UserRow } from "../users/user.ts";
import { findUserRow } from "../users/users.ts";
import type { Actor } from "./actor.ts";
import { requireReach } from "./reach.ts";

/** What an act did to sessions: every server must know once it is kept. */
export interface Effect {
  readonly ended?: readonly string[];
  readonly stale?: readonly StaleSession[];
}

/**
 * Does something to one user, all of it or nothing, once it is sure that the actor may: in the same transaction, so
 * that nobody becomes a superuser in between.
 *
 * @throws {AuthError} not_found, permission_denied, and what `work` throws
 */
export async function actOnUser(
  auth: AuthContext,
  actor: Actor,
  userId: string,
  work: (db: Db, target: UserRow) => Promise<Effect>,
): Promise<void> {
  const effect = await auth.store.transaction(async (db) => {
    const target = await findUserRow(db, userId);
    if (target === null) throw new AuthError("not_found");
    await requireReach(db, actor, target);
    return work(db, target);
  });
  announce(auth, effect);
}

/** Tells this process at once; the others read it. */
export function announce({ revocations, now }: AuthContext, { ended = [], stale = [] }: Effect): void {
  revocations.add(ended, now());
  revocations.addStale(stale);
}

/**
 * Who locks themselves out may have been the last who could let them in again.
 *
 * @throws {AuthError} conflict
 */
export function refuseOneself(actor: Actor, userId: string): void {
  if (userId === actor.user.id)
    throw new AuthError("conflict", { reason: "it would lock you out of the admin yourself" });
}
