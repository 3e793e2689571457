import type { AuthError } from "../errors.ts";
import { grantedTo } from "../groups/permissions.ts";
import type { Permission } from "../permissions.ts";
import type { Db } from "../store/store.ts";
import type { UserRow } from "../users/user.ts";
import { type Actor, permissionDenied } from "./actor.ts";

/**
 * Whether somebody may act on a user: a superuser on everybody, others on who may do no more than they themselves.
 * Whoever sets the password of somebody who may do more becomes them (OWASP: vertical privilege escalation).
 */
export async function reaches(db: Db, actor: Actor, target: UserRow): Promise<boolean> {
  if (actor.user.is_superuser === 1) return true;
  return target.is_superuser !== 1 && hasAll(actor, await grantedTo(db, target));
}

/** @throws {AuthError} permission_denied */
export async function requireReach(db: Db, actor: Actor, target: UserRow): Promise<void> {
  if (!(await reaches(db, actor, target))) throw denied(actor, "out_of_reach");
}

/**
 * Nobody gives or takes what they do not have.
 *
 * @throws {AuthError} permission_denied
 */
export function requireOwn(actor: Actor, permissions: Iterable<Permission>): void {
  if (actor.user.is_superuser !== 1 && !hasAll(actor, permissions)) throw denied(actor, "not_theirs_to_give");
}

/** @throws {AuthError} permission_denied */
export function requireSuperuser(actor: Actor): void {
  if (actor.user.is_superuser !== 1) throw denied(actor, "no_superuser");
}

function hasAll(actor: Actor, permissions: Iterable<Permission>): boolean {
  return [...permissions].every((permission) => actor.permissions.has(permission));
}

function denied({ user, session }: Actor, reason: string): AuthError {
  return permissionDenied(reason, { userId: user.id, sessionId: session.id });
}
