import type { AuditEvent } from "../events/audit-event.ts";
import { type EventSearch, searchEvents } from "../events/search-events.ts";
import { describeDevice } from "../sessions/device.ts";
import type { Db } from "../store/store.ts";
import { usernamesOf } from "../users/usernames.ts";

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

/** Events of everybody, the newest first, a page at a time. */
export async function listAdminEvents(db: Db, search: EventSearch): Promise<AdminEventPage> {
  const { events, next } = await searchEvents(db, search);
  const names = await usernamesOf(
    db,
    events.flatMap(({ userId, actorId }) => [userId, actorId]),
  );
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
