import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { recordEvent } from "../events/events.ts";
import type { NamedGroup } from "../groups/groups.ts";
import { markMember } from "../groups/members.ts";
import { givenTo, markPermissions, type PermissionChange } from "../groups/permissions.ts";
import { markEnded } from "../sessions/end.ts";
import type { Db } from "../store/store.ts";
import type { User } from "../user.ts";
import { markDeleted } from "../users/delete-user.ts";
import { markPasswordChange } from "../users/force-password-change.ts";
import { markActive } from "../users/set-active.ts";
import { markPassword } from "../users/set-password.ts";
import type { UserRow } from "../users/user.ts";
import { createUser, findUserRow, type NewUser, passwordProblemsFor } from "../users/users.ts";
import { actOnUser, type Effect, refuseOneself } from "./act-on-user.ts";
import type { Actor } from "./actor.ts";
import { resetCounts } from "./locks.ts";
import { requireOwn, requireReach, requireSuperuser } from "./reach.ts";

/** What an act came to, and what it did to sessions. */
export interface UserActResult extends Effect {
  readonly isChanged: boolean;
}

/** One act on one user, within a transaction that has made sure that the actor may. The same alone and in bulk. */
export type UserAct = (db: Db, target: UserRow, actor: Actor, auth: AuthContext) => Promise<UserActResult>;

export const activate: UserAct = async (db, target, actor, auth) => {
  const { isChanged } = await markActive(auth, db, target.id, true, actor.source);
  return { isChanged };
};

export const deactivate: UserAct = async (db, target, actor, auth) => {
  refuseOneself(actor, target.id);
  const { isChanged, endedSessions } = await markActive(auth, db, target.id, false, actor.source);
  return { isChanged, ended: endedSessions };
};

export const remove: UserAct = async (db, target, actor, auth) => {
  refuseOneself(actor, target.id);
  const { isDeleted, endedSessions } = await markDeleted(auth, db, target.id, actor.source);
  return { isChanged: isDeleted, ended: endedSessions };
};

/** A new password at the next sign-in. Sessions go on: {@link revokeSessions} ends them. */
export const forcePasswordChange: UserAct = async (db, target, actor, auth) => {
  return { isChanged: await markPasswordChange(auth, db, target.id, actor.source) };
};

/** Every session of the user but the one that asks. */
export const revokeSessions: UserAct = async (db, target, actor, auth) => {
  const which = { userId: target.id, exceptSessionId: actor.session.id };
  const ended = await markEnded(auth, db, which, "revoked", actor.source);
  return { isChanged: ended.length > 0, ended };
};

/** Into a group, or out of it. The group gives no permission that the actor lacks: {@link requireOwn} comes before. */
export function moveTo(group: NamedGroup, isMember: boolean): UserAct {
  return async (db, target, actor, auth) => {
    const given = await givenTo(db, { group });
    requireOwn(actor, given);
    const stale = await markMember(auth, db, group, target.id, isMember, actor.source);
    return { isChanged: stale !== null, stale: stale ?? [] };
  };
}

/**
 * @throws {AuthError} not_found, permission_denied, conflict
 */
export function actOnce(act: UserAct, userId: string, actor: Actor, auth: AuthContext): Promise<void> {
  return actOnUser(auth, actor, userId, (db, target) => act(db, target, actor, auth));
}

/**
 * @throws {AuthError} permission_denied, user_rejected, password_rejected, conflict, server_busy
 */
export async function addUser(user: NewUser, actor: Actor, auth: AuthContext): Promise<User> {
  if (user.isSuperuser === true) requireSuperuser(actor);
  return createUser(auth, user, { source: actor.source });
}

/**
 * Sets another password. Every session of the user ends.
 *
 * @throws {AuthError} not_found, permission_denied, password_rejected, server_busy
 */
export async function givePassword(
  userId: string,
  newPassword: string,
  actor: Actor,
  auth: AuthContext,
): Promise<void> {
  const user = await findUserRow(auth.store.db, userId);
  if (user === null) throw new AuthError("not_found");
  // Asked again in the transaction; here so that nobody has hashes computed for what they may not do.
  await requireReach(auth.store.db, actor, user);
  const problems = passwordProblemsFor(user, newPassword, auth.settings);
  if (problems.length > 0) throw new AuthError("password_rejected", { reason: problems.join("; ") });
  const passwordHash = await auth.hasher.hash(newPassword);
  await actOnUser(auth, actor, userId, async (db) => ({
    ended: await markPassword(auth, db, userId, passwordHash, actor.source),
  }));
}

/** Lets strangers and the user's own devices try to sign in again. */
export async function unlock(userId: string, actor: Actor, auth: AuthContext): Promise<void> {
  const user = await findUserRow(auth.store.db, userId);
  if (user === null) throw new AuthError("not_found");
  await actOnUser(auth, actor, userId, async (db) => {
    const event = { type: "user_unlocked", outcome: "ok", userId } as const;
    await recordEvent(db, event, actor.source, auth.now());
    return {};
  });
  await resetCounts(user, auth);
}

/** @throws {AuthError} not_found, permission_denied */
export async function changeUserPermissions(
  userId: string,
  change: PermissionChange,
  actor: Actor,
  auth: AuthContext,
): Promise<void> {
  requireOwn(actor, [...(change.give ?? []), ...(change.take ?? [])]);
  await actOnUser(auth, actor, userId, async (db) => {
    await markPermissions(auth, db, { userId }, change, actor.source);
    return {};
  });
}
