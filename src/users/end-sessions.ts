import { type EventSource, PROGRAM } from "../events/events.ts";
import { endSessions } from "../sessions/end.ts";
import type { SessionDeps } from "../sessions/session.ts";

/**
 * Ends every session of a user at once, for access tokens in flight too. They may sign in again.
 *
 * @returns the ids of the ended sessions
 * @example await endSessionsOf(auth, userId);
 */
export function endSessionsOf(
  deps: SessionDeps,
  userId: string,
  source: EventSource = PROGRAM,
): Promise<readonly string[]> {
  return endSessions(deps, { userId }, "revoked", source);
}
