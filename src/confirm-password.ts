import type { AuthContext } from "./context.ts";
import { AuthError } from "./errors.ts";
import type { EventType } from "./events/event-types.ts";
import { recordEvent, sourceOf } from "./events/events.ts";
import type { UserSession } from "./issue-tokens.ts";
import type { AuthRequest } from "./request/request.ts";
import { bySession, countAttempt, verifyCounted } from "./sign-in.ts";
import type { CountedAttempt } from "./throttle/throttle.ts";

/**
 * Asks who is signed in for their password again, before what a stolen session must not do (ASVS 7.5.1). Counted per
 * session, so that it cannot be guessed there; a wrong one leaves an event of the act it was for, and so
 * does the beginning of a lock.
 *
 * @returns the attempt, which stays counted as failed until its `succeeded` is called
 * @throws {AuthError} wrong_password, too_many_logins, server_busy
 */
export async function confirmPassword(
  { user, session }: UserSession,
  password: string,
  act: EventType,
  request: AuthRequest,
  auth: AuthContext,
): Promise<CountedAttempt> {
  const whom = { userId: user.id, sessionId: session.id };
  const counted = { account: user.id, ip: request.ip, knownBy: bySession(session.id), whom };
  const attempt = await countAttempt(counted, { type: act, ...whom }, request, auth);
  if (await verifyCounted(attempt, password, user.password_hash, auth)) return attempt;
  const event = { type: act, outcome: "wrong_password", ...whom };
  await recordEvent(auth.store.db, event, sourceOf(request), auth.now());
  throw new AuthError("wrong_password");
}
