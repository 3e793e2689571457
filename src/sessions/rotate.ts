import { type EventSource, recordEvent } from "../events/events.ts";
import type { Claims } from "../tokens/kinds.ts";
import { endSessions } from "./end.ts";
import { judgeRefresh } from "./judge.ts";
import { findSession, type SessionDeps, type SessionRow } from "./session.ts";

export type Rotation =
  | { readonly outcome: "rotated"; readonly session: SessionRow }
  | { readonly outcome: "ended"; readonly reason: string };

/**
 * Moves a session one generation on, for the holder of its current refresh token; the holder of the direct
 * predecessor gets the same successor again. One compare-and-set decides the race: who loses it reads the row anew.
 */
export async function rotateSession(
  deps: SessionDeps,
  claims: Claims,
  source: EventSource,
): Promise<Rotation> {
  const session = await findSession(deps.store.db, claims.sid);
  if (session === null || session.user_id !== claims.user_id) return { outcome: "ended", reason: "unknown" };
  switch (judgeRefresh(session, claims.gen, deps.now(), deps.settings)) {
    case "current":
      return (await advance(deps, session, source)) ?? rotateSession(deps, claims, source);
    case "predecessor":
      return (await giveAgain(deps, session)) ?? rotateSession(deps, claims, source);
    case "over":
      return { outcome: "ended", reason: session.revoke_reason ?? "expired" };
    case "reuse":
      await endSessions(deps, { sessionId: session.id }, "reuse", source);
      return { outcome: "ended", reason: "reuse" };
  }
}

/** The compare-and-set; null when another request moved the session first. */
export async function advance(
  deps: SessionDeps,
  session: SessionRow,
  source: EventSource,
): Promise<Rotation | null> {
  const now = deps.now();
  const next = { generation: session.generation + 1, last_used_at: now, ...renewal(deps, session, now) };
  return deps.store.transaction(async (db) => {
    const { numUpdatedRows } = await db
      .updateTable("sessions")
      .set(next)
      .where("id", "=", session.id)
      .where("generation", "=", session.generation)
      .where("revoked_at", "is", null)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) return null;
    await recordEvent(
      db,
      { type: "refresh", outcome: "ok", userId: session.user_id, sessionId: session.id },
      source,
      now,
    );
    return { outcome: "rotated", session: { ...session, ...next } };
  });
}

/**
 * The successor for a retry: the same, to the byte, while its access token has half its life; later it is made again
 * in the same generation, so that a browser that was away does not get a token that is about to expire.
 */
async function giveAgain(deps: SessionDeps, session: SessionRow): Promise<Rotation | null> {
  const now = deps.now();
  if (now < session.rotated_at + deps.settings.accessTokenLifetime * 500)
    return { outcome: "rotated", session };
  const renewed = renewal(deps, session, now);
  const { numUpdatedRows } = await deps.store.db
    .updateTable("sessions")
    .set(renewed)
    .where("id", "=", session.id)
    .where("generation", "=", session.generation)
    .where("rotated_at", "=", session.rotated_at)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n ? { outcome: "rotated", session: { ...session, ...renewed } } : null;
}

function renewal(
  deps: SessionDeps,
  session: SessionRow,
  now: number,
): Pick<SessionRow, "rotated_at" | "idle_expires_at"> {
  const idleUntil = now + deps.settings.refreshTokenLifetime * 1000;
  return { rotated_at: now, idle_expires_at: Math.min(idleUntil, session.expires_at) };
}
