import type { Db } from "../store/store.ts";
import { describeDevice } from "./device.ts";
import type { SessionRow } from "./session.ts";

/** A session as its user sees it among the others. Times are ISO 8601 in UTC. */
export interface ListedSession {
  readonly id: string;
  /** The session that asks. */
  readonly isCurrent: boolean;
  /** "Chrome on Windows"; never the user agent itself. */
  readonly device: string;
  readonly ip: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  /** When it ends unless it is refreshed before. */
  readonly expiresAt: string;
}

/** The live sessions of a user: the one that asks first, then the newest. */
export async function listSessionsOf(
  db: Db,
  { userId, sessionId }: { readonly userId: string; readonly sessionId: string },
  now: number,
): Promise<readonly ListedSession[]> {
  const rows = await db
    .selectFrom("sessions")
    .selectAll()
    .where("user_id", "=", userId)
    .where("revoked_at", "is", null)
    .where("idle_expires_at", ">", now)
    .where("expires_at", ">", now)
    .orderBy("id", "desc")
    .execute();
  const listed = rows.map((row) => toListed(row, row.id === sessionId));
  return [...listed.filter((one) => one.isCurrent), ...listed.filter((one) => !one.isCurrent)];
}

export function toListed(row: SessionRow, isCurrent: boolean): ListedSession {
  return {
    id: row.id,
    isCurrent,
    device: describeDevice(row.user_agent),
    ip: row.ip,
    createdAt: new Date(row.created_at).toISOString(),
    lastUsedAt: new Date(row.last_used_at).toISOString(),
    expiresAt: new Date(Math.min(row.idle_expires_at, row.expires_at)).toISOString(),
  };
}

/** A session as an operator sees it. Times are ISO 8601 in UTC. */
export type UserSession = Omit<ListedSession, "isCurrent"> & { readonly username: string };

export interface SessionPage {
  readonly sessions: readonly UserSession[];
  /** The id to go on after, or null at the end. */
  readonly next: string | null;
}

/** Live sessions of one user or of all, the newest first, a page at a time. */
export async function listLiveSessions(
  db: Db,
  page: { readonly userId: string | null; readonly limit: number; readonly after?: string },
  now: number,
): Promise<SessionPage> {
  const { userId, limit, after } = page;
  const rows = await db
    .selectFrom("sessions")
    .innerJoin("users", "users.id", "sessions.user_id")
    .selectAll("sessions")
    .select("users.username")
    .where("sessions.revoked_at", "is", null)
    .where("sessions.idle_expires_at", ">", now)
    .where("sessions.expires_at", ">", now)
    .$if(userId !== null, (query) => query.where("sessions.user_id", "=", userId))
    .$if(after !== undefined, (query) => query.where("sessions.id", "<", after ?? ""))
    .orderBy("sessions.id", "desc")
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit).map((row) => {
    const { isCurrent: _, ...session } = toListed(row, false);
    return { ...session, username: row.username };
  });
  return { sessions: shown, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}
