import { type EventSource, recordEvent } from "../events/events.ts";
import type { Db } from "../store/store.ts";
import type { EndReason } from "./end-reasons.ts";
import { isLive, type SessionDeps, type SessionRow } from "./session.ts";

/** Which sessions to end: one (of that user, where one is named), or all of a user, but for one. */
export type Ending =
  | { readonly sessionId: string; readonly userId?: string }
  | { readonly userId: string; readonly exceptSessionId?: string };

/** Ends sessions for good, for access tokens still in flight too. Ending one twice changes nothing. */
export async function endSessions(
  deps: SessionDeps,
  which: Ending,
  reason: EndReason,
  source: EventSource,
): Promise<readonly string[]> {
  const ended = await deps.store.transaction((db) => markEnded(deps, db, which, reason, source));
  deps.revocations.add(ended, deps.now());
  return ended;
}

/**
 * The part of {@link endSessions} that belongs into the transaction of a larger act. The caller adds the ids it
 * returns to the revocations once the transaction is kept.
 */
export async function markEnded(
  deps: SessionDeps,
  db: Db,
  which: Ending,
  reason: EndReason,
  source: EventSource,
): Promise<readonly string[]> {
  const now = deps.now();
  const sessionId = "sessionId" in which ? which.sessionId : undefined;
  const except = "exceptSessionId" in which ? which.exceptSessionId : undefined;
  const ended = await db
    .updateTable("sessions")
    .set({ revoked_at: now, revoke_reason: reason })
    .where("revoked_at", "is", null)
    .$if(sessionId !== undefined, (query) => query.where("id", "=", sessionId ?? ""))
    // Without a session it is always a user's: who is none has no sessions, not all there are.
    .$if(sessionId === undefined || which.userId !== undefined, (query) =>
      query.where("user_id", "=", which.userId ?? ""),
    )
    .$if(except !== undefined, (query) => query.where("id", "<>", except ?? ""))
    .returningAll()
    .execute();
  // Of all sessions of a user, those that ran out before are marked too, for a server whose clock is behind; that they
  // end now would be no news.
  const told = sessionId === undefined ? ended.filter((row) => wasLive(row, now)) : ended;
  const isSignOut = reason === "sign_out" || reason === "sign_out_everywhere";
  for (const session of told) {
    const event = { userId: session.user_id, sessionId: session.id };
    await recordEvent(
      db,
      isSignOut
        ? { type: "sign_out", outcome: "ok", ...event }
        : { type: "session_ended", outcome: reason, ...event },
      source,
      now,
    );
  }
  return ended.map((session) => session.id);
}

function wasLive(session: SessionRow, now: number): boolean {
  return isLive({ ...session, revoked_at: null }, now);
}
