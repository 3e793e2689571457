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

function toListed(row: SessionRow, isCurrent: boolean): ListedSession {
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
