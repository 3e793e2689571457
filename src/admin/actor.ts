import type { Identity } from "../authenticate.ts";
import type { AuthContext } from "../context.ts";
import { requireCurrentSession } from "../current-session.ts";
import { AuthError } from "../errors.ts";
import { type EventSource, sourceOf } from "../events/events.ts";
import { permissionsOfRow } from "../groups/permissions.ts";
import type { Permission } from "../permissions.ts";
import type { AuthRequest } from "../request/request.ts";
import type { SessionRow } from "../sessions/session.ts";
import { toIso } from "../time.ts";
import type { UserRow } from "../users/user.ts";

/** Who acts in the admin, as the database has them now, and from where. */
export interface Actor {
  readonly user: UserRow;
  readonly session: SessionRow;
  readonly permissions: ReadonlySet<Permission>;
  readonly source: EventSource;
}

/** What an act demands. */
export interface Demand {
  readonly permission: Permission | "superuser" | null;
  readonly isFresh: boolean;
}

/**
 * Lets staff in who may do what is asked. All of it is read from the database, so that what was taken from somebody a
 * moment ago, in whichever process, counts. One answer for who is not staff and who lacks a permission.
 *
 * @throws {AuthError} token_invalid, permission_denied, reauthentication_required
 */
export async function admit(
  { permission, isFresh }: Demand,
  identity: Identity,
  request: AuthRequest,
  auth: AuthContext,
): Promise<Actor> {
  const { user, session } = await requireCurrentSession(identity, auth);
  const whom = { userId: user.id, sessionId: session.id };
  if (user.is_staff !== 1) throw permissionDenied("not_staff", whom);
  const permissions = await permissionsOfRow(auth.store.db, user);
  const may =
    permission === "superuser" ? user.is_superuser === 1 : permission === null || permissions.has(permission);
  if (!may) throw permissionDenied("lacks_permission", whom);
  if (isFresh && auth.now() >= freshUntil(session, auth)) throw new AuthError("reauthentication_required");
  // The events of what they do name them.
  const source = Object.assign(sourceOf(request), { actorId: user.id });
  return { user, session, permissions, source };
}

/** When a session's proof of the password is too old for destructive acts, in milliseconds since 1970. */
function freshUntil(session: SessionRow, { settings }: Pick<AuthContext, "settings">): number {
  return session.authenticated_at + settings.reauthenticationAge * 1000;
}

/** The proof of the password, and until when it counts, as answers tell it. */
export function freshnessOf(
  session: SessionRow,
  auth: Pick<AuthContext, "settings">,
): { readonly authenticatedAt: string; readonly freshUntil: string } {
  return { authenticatedAt: toIso(session.authenticated_at), freshUntil: toIso(freshUntil(session, auth)) };
}

/** A refusal that leaves an event: who tries what they may not is worth a look (ASVS 16.3.2). */
export function permissionDenied(reason: string, whom: { userId: string; sessionId: string }): AuthError {
  return new AuthError("permission_denied", {}, { logReason: reason, audit: { reason, ...whom } });
}
