import { setImmediate as nextTurn } from "node:timers/promises";
import type { AuthContext } from "../context.ts";
import { type ListedSession, toListed } from "../sessions/list-sessions.ts";
import type { SessionRow } from "../sessions/session.ts";
import { readCursor, toCursor } from "./cursor.ts";

/** A live session as the admin lists it. */
export interface AdminSession extends ListedSession {
  readonly userId: string;
  readonly username: string;
}

export interface AdminSessionPage {
  readonly sessions: readonly AdminSession[];
  /** Where to go on, or null at the end. A page may hold fewer sessions than it could and have a `next` all the same. */
  readonly next: string | null;
}

/** Rows looked at in one statement, and for one page: after everybody was signed out, the newest have all ended. */
const CHUNK = 1000;
const BUDGET = 10_000;

const PART = "sessions";

/**
 * Live sessions of one user or of all, the newest first. Ids tell when a session began, so that they are the order.
 *
 * @throws {AuthError} invalid_request
 */
export async function listAdminSessions(
  {
    user,
    after,
    limit,
  }: { readonly user?: string | undefined; readonly after?: string | undefined; readonly limit: number },
  currentId: string,
  auth: AuthContext,
): Promise<AdminSessionPage> {
  const found: (SessionRow & { username: string })[] = [];
  let place = after === undefined ? null : String(readCursor(after, new Map([[PART, 1]])).key[0]);
  for (let looked = 0; ; looked += CHUNK) {
    const chunk = chunkAfter(auth, user, place);
    const rows = await liveOf(chunk, limit + 1 - found.length, auth);
    found.push(...rows);
    if (found.length > limit) break;
    const last = await chunk
      .limit(1)
      .offset(CHUNK - 1)
      .executeTakeFirst();
    if (last === undefined) break;
    place = last.id;
    if (looked >= BUDGET)
      return { sessions: found.map((row) => toAdminSession(row, currentId)), next: cursorAt(place) };
    await nextTurn();
  }
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    sessions: shown.map((row) => toAdminSession(row, currentId)),
    next: found.length > limit && last !== undefined ? cursorAt(last.id) : null,
  };
}

function cursorAt(id: string): string {
  return toCursor({ part: PART, key: [id] });
}

function chunkAfter({ store }: AuthContext, user: string | undefined, place: string | null) {
  return store.db
    .selectFrom("sessions")
    .selectAll()
    .$if(user !== undefined, (query) => query.where("user_id", "=", user ?? ""))
    .$if(place !== null, (query) => query.where("id", "<", place ?? ""))
    .orderBy("id", "desc")
    .limit(CHUNK);
}

function liveOf(
  chunk: ReturnType<typeof chunkAfter>,
  wanted: number,
  { store, now }: AuthContext,
): Promise<(SessionRow & { username: string })[]> {
  return store.db
    .selectFrom(chunk.as("sessions"))
    .innerJoin("users", "users.id", "sessions.user_id")
    .selectAll("sessions")
    .select("users.username")
    .where("sessions.revoked_at", "is", null)
    .where("sessions.idle_expires_at", ">", now())
    .where("sessions.expires_at", ">", now())
    .orderBy("sessions.id", "desc")
    .limit(wanted)
    .execute();
}

function toAdminSession(row: SessionRow & { username: string }, currentId: string): AdminSession {
  return { ...toListed(row, row.id === currentId), userId: row.user_id, username: row.username };
}
