import type { Identity } from "./authenticate.ts";
import { confirmPassword } from "./confirm-password.ts";
import type { AuthContext } from "./context.ts";
import { requireCurrentSession } from "./current-session.ts";
import { AuthError } from "./errors.ts";
import { recordEvent, sourceOf } from "./events/events.ts";
import type { AuthRequest } from "./request/request.ts";
import type { SessionRow } from "./sessions/session.ts";

/**
 * Notes that who is signed in has proved their password again, in this session only (ASVS 7.5.3).
 *
 * @returns the session as it is now
 * @throws {AuthError} token_invalid, wrong_password, too_many_logins, server_busy, session_ended
 */
export async function confirmSession(
  password: string,
  identity: Identity,
  request: AuthRequest,
  auth: AuthContext,
): Promise<SessionRow> {
  const current = await requireCurrentSession(identity, auth);
  const attempt = await confirmPassword(current, password, "password_confirmed", request, auth);
  attempt.succeeded();
  const { user, session } = current;
  const now = auth.now();
  return auth.store.transaction(async (db) => {
    const confirmed = await db
      .updateTable("sessions")
      .set({ authenticated_at: now })
      .where("id", "=", session.id)
      // Ended while the password was checked: by a change of it, for one.
      .where("revoked_at", "is", null)
      .returningAll()
      .executeTakeFirst();
    if (confirmed === undefined) throw new AuthError("session_ended", {}, { logReason: "ended meanwhile" });
    const event = {
      type: "password_confirmed",
      outcome: "ok",
      userId: user.id,
      sessionId: session.id,
    } as const;
    await recordEvent(db, event, sourceOf(request), now);
    return confirmed;
  });
}
