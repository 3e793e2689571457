import { setImmediate as nextTurn } from "node:timers/promises";
import type { AuditEvent } from "../events/audit-event.ts";
import { type ExportFormat, lineFormats } from "../events/event-lines.ts";
import { exportEvents } from "../events/export-events.ts";
import { type EventFilter, type EventSearch, searchEvents } from "../events/search-events.ts";
import { describeDevice } from "../sessions/device.ts";
import type { Db } from "../store/store.ts";

/** An event with the names of its people, as long as they have an account. */
export interface AdminEvent extends AuditEvent {
  readonly username: string | null;
  readonly actorUsername: string | null;
  /** "Chrome on Windows". */
  readonly device: string;
}

export interface AdminEventPage {
  readonly events: readonly AdminEvent[];
  /** The id to go on before, or null at the end. A page may hold fewer events than it could and have one all the same. */
  readonly next: number | null;
}

/** Lines that are sent together. */
const TOGETHER = 500;

/** Events of everybody, the newest first, a page at a time. */
export async function listAdminEvents(db: Db, search: EventSearch): Promise<AdminEventPage> {
  const { events, next } = await searchEvents(db, search);
  const names = await namesOf(db, events);
  const nameOf = (id: string | null) => (id === null ? null : (names.get(id) ?? null));
  return {
    events: events.map((event) => ({
      ...event,
      username: nameOf(event.userId),
      actorUsername: nameOf(event.actorId),
      device: describeDevice(event.userAgent),
    })),
    next,
  };
}

/** Every event that a filter lets through, the oldest first, as the text of a file. */
export async function* writeEvents(
  db: Db,
  filter: EventFilter,
  format: ExportFormat,
): AsyncGenerator<string> {
  const { head, toLine } = lineFormats[format];
  let lines = [head];
  for await (const event of exportEvents(db, filter)) {
    lines.push(toLine(event));
    if (lines.length < TOGETHER) continue;
    yield lines.join("");
    lines = [];
    await nextTurn();
  }
  yield lines.join("");
}

async function namesOf(db: Db, events: readonly AuditEvent[]): Promise<Map<string, string>> {
  const ids = new Set(events.flatMap(({ userId, actorId }) => [userId, actorId]).filter((id) => id !== null));
  if (ids.size === 0) return new Map();
  const users = await db
    .selectFrom("users")
    .select(["id", "username"])
    .where("id", "in", [...ids])
    .execute();
  return new Map(users.map(({ id, username }) => [id, username]));
}
