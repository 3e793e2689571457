import { sql } from "kysely";
import { AuthError } from "../errors.ts";
import type { EventSource } from "../events/events.ts";
import { opaque, statement } from "../store/statement.ts";
import type { Db } from "../store/store.ts";
import { markEnded } from "./end.ts";
import type { SessionDeps } from "./session.ts";

/** Sessions ended at one sign-in at most; where a lowered limit leaves more, the next sign-ins end them. */
const MAX_ENDED = 1000;

/**
 * Makes room for one more session of a user (ASVS 7.1.2), in the transaction that starts it, so that sign-ins at the
 * same moment cannot pass the limit together. The caller adds the ids it returns to the revocations once that is kept.
 *
 * @returns ids of the sessions that ended
 * @throws {AuthError} too_many_sessions where the rule is "refuse"
 */
export async function makeRoom(
  deps: SessionDeps,
  db: Db,
  userId: string,
  source: EventSource,
): Promise<readonly string[]> {
  const { maxSessionsPerUser: limit, sessionLimitRule: rule } = deps.settings;
  if (!(await hasAsMany(db, userId, limit))) return [];
  const { rows: surplus } = await liveSessionsPast(db, { userId, now: deps.now(), kept: limit - 1 });
  if (surplus.length > 0 && rule === "refuse") throw new AuthError("too_many_sessions", { limit });
  const ended: string[] = [];
  for (const { id } of surplus)
    ended.push(...(await markEnded(deps, db, { sessionId: id }, "session_limit", source)));
  return ended;
}

/** Whether the user has so many sessions, ended ones among them: that the index tells alone. */
async function hasAsMany(db: Db, userId: string, limit: number): Promise<boolean> {
  const { rows } = await sessionAt(db, { userId, before: limit - 1 });
  return rows.length > 0;
}

const sessionAt = statement((db, { userId, before }: { userId: string; before: number }) =>
  db
    .selectFrom("sessions")
    .select("id")
    .where("user_id", "=", opaque(userId))
    .orderBy("id", "desc")
    .limit(sql.lit(1))
    .offset(before),
);

const liveSessionsPast = statement(
  (db, { userId, now, kept }: { userId: string; now: number; kept: number }) =>
    db
      .selectFrom("sessions")
      .select("id")
      .where("user_id", "=", opaque(userId))
      .where("revoked_at", "is", null)
      .where("idle_expires_at", ">", now)
      .where("expires_at", ">", now)
      .orderBy("id", "desc")
      .limit(sql.lit(MAX_ENDED))
      .offset(kept),
);
