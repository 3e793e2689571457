import type { Selectable } from "kysely";
import type { EventSource } from "../events/events.ts";
import { newId } from "../ids.ts";
import type { Settings } from "../settings/table.ts";
import type { SessionsTable } from "../store/schema.ts";
import { statement } from "../store/statement.ts";
import type { Db, Store } from "../store/store.ts";
import type { Revocations } from "./revocations.ts";

export type SessionRow = Selectable<SessionsTable>;

export interface SessionDeps {
  readonly store: Store;
  readonly settings: Settings;
  readonly revocations: Revocations;
  readonly now: () => number;
  readonly random: (size: number) => Buffer;
}

/** A session as answers show it. Times are ISO 8601 in UTC. */
export interface Session {
  readonly id: string;
  readonly createdAt: string;
  /** When it ends unless it is refreshed before. */
  readonly expiresAt: string;
  /** Whether it may do nothing but choose a new password. */
  readonly mustChangePassword: boolean;
}

export function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    createdAt: new Date(row.created_at).toISOString(),
    expiresAt: new Date(Math.min(row.idle_expires_at, row.expires_at)).toISOString(),
    mustChangePassword: row.must_change_password === 1,
  };
}

export async function findSession(db: Db, id: string): Promise<SessionRow | null> {
  const { rows } = await sessionById(db, { id });
  return rows[0] ?? null;
}

const sessionById = statement((db, { id }: { id: string }) =>
  db.selectFrom("sessions").selectAll().where("id", "=", id),
);

/** Whether the session may still be used: not revoked, not idle too long, not past its whole life. */
export function isLive(session: SessionRow, now: number): boolean {
  return session.revoked_at === null && now < session.idle_expires_at && now < session.expires_at;
}

/**
 * Starts a session, always with a new id: nothing that a browser held before survives (ASVS 7.2.4, session fixation).
 *
 * @param mustChangePassword 1 where it may do nothing else
 */
export async function startSession(
  deps: SessionDeps,
  db: Db,
  userId: string,
  source: EventSource,
  mustChangePassword = 0,
): Promise<SessionRow> {
  const now = deps.now();
  const expiresAt = now + deps.settings.sessionLifetime * 1000;
  const session: SessionRow = {
    id: newId(now, deps.random),
    user_id: userId,
    generation: 1,
    rotated_at: now,
    seen_generation: 0,
    seen_at: null,
    created_at: now,
    last_used_at: now,
    idle_expires_at: Math.min(now + deps.settings.refreshTokenLifetime * 1000, expiresAt),
    expires_at: expiresAt,
    revoked_at: null,
    revoke_reason: null,
    version: 0,
    stale_at: null,
    user_agent: source.userAgent,
    ip: source.ip,
    device_key: null,
    device_challenge: null,
    authenticated_at: now,
    must_change_password: mustChangePassword,
  };
  await insertSession(db, session);
  return session;
}

const insertSession = statement((db, session: SessionRow) => db.insertInto("sessions").values(session));
