import { type Selectable, sql } from "kysely";
import { REFUSAL_TYPES } from "../events/event-types.ts";
import { PROGRAM, TERMINAL } from "../events/events.ts";
import { describeDevice } from "../sessions/device.ts";
import type { EventsTable } from "../store/schema.ts";
import type { Db } from "../store/store.ts";
import { toIso } from "../time.ts";

/** Something that happened in a user's account, as the user sees it. */
export interface ListedEvent {
  readonly id: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly type: string;
  /** "ok", or the reason of a refusal or an end. */
  readonly outcome: string;
  /** "Chrome on Windows"; never the user agent itself. */
  readonly device: string;
  readonly ip: string;
  /** Whether the session that asks is the one it happened to. */
  readonly isThisSession: boolean;
}

export interface EventPage {
  readonly events: readonly ListedEvent[];
  /** The id to go on before, or null at the end. */
  readonly next: number | null;
}

/**
 * What happened in one user's account, the newest first, a page at a time; a page costs the same however far back it
 * is. Refreshes are left out: one every few minutes tells a person nothing. So are refused requests, which are for who
 * runs the server. What befell a name that is nobody's belongs to nobody.
 *
 * @param page.before the `next` of the page before
 */
export async function listEventsOf(
  db: Db,
  { userId, sessionId }: { readonly userId: string; readonly sessionId: string },
  page: { readonly limit: number; readonly before?: number | undefined },
): Promise<EventPage> {
  const { limit, before } = page;
  const rows = await db
    .selectFrom("events")
    .selectAll()
    .where("user_id", "=", userId)
    // As a literal, so that an engine sees from the statement alone that the partial index will do.
    .where("type", "<>", sql.lit("refresh"))
    .where("type", "not in", REFUSAL_TYPES)
    .$if(before !== undefined, (query) => query.where("id", "<", before ?? 0))
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  return {
    events: shown.map((row) => toListed(row, row.session_id === sessionId)),
    next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  };
}

function toListed(row: Selectable<EventsTable>, isThisSession: boolean): ListedEvent {
  return {
    id: row.id,
    at: toIso(row.at),
    type: row.type,
    outcome: row.outcome,
    device: deviceOf(row),
    ip: row.ip,
    isThisSession,
  };
}

function deviceOf({ ip, user_agent }: Pick<EventsTable, "ip" | "user_agent">): string {
  if (ip === TERMINAL.ip) return "Command line of the server";
  return ip === PROGRAM.ip ? "Program on the server" : describeDevice(user_agent);
}
