import type { Selectable } from "kysely";
import type { AuthRequest } from "../request/request.ts";
import type { EventsTable } from "../store/schema.ts";
import { statement } from "../store/statement.ts";
import type { Db } from "../store/store.ts";
import type { EventType } from "./event-types.ts";

/** What an act changed, in values of our own fields. Never a secret. */
export type ChangedFields = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface NewEvent {
  readonly type: EventType;
  /** "ok", or the reason of the refusal. */
  readonly outcome: string;
  readonly userId: string | null;
  readonly sessionId?: string;
  /** The names of what changed, or of the group or permission given; never what a person typed of themselves. */
  readonly detail?: string;
  /** Who did it, where that is not the user it befell. @default that of the source */
  readonly actorId?: string;
  readonly before?: ChangedFields;
  readonly after?: ChangedFields;
}

/** Where an event came from. */
export type EventSource = Pick<AuthRequest, "ip" | "id"> & {
  readonly userAgent: string;
  /** The user whose act it was, where acts befall others. */
  readonly actorId?: string;
};

/** An event of the program that has Wafer as a library. */
export const PROGRAM: EventSource = { ip: "program", userAgent: "" };

/** An event of the command line. */
export const TERMINAL: EventSource = { ip: "terminal", userAgent: "wafer" };

export function sourceOf(request: AuthRequest): EventSource {
  return {
    ip: request.ip,
    userAgent: (request.header("user-agent") ?? "").slice(0, 300),
    ...(request.id === undefined ? {} : { id: request.id }),
  };
}

/** An event, and who it came from. */
export interface SourcedEvent {
  readonly event: NewEvent;
  readonly source: EventSource;
}

/** Writes one event, in the transaction of the act it tells of. */
export function recordEvent(db: Db, event: NewEvent, source: EventSource, at: number): Promise<void> {
  return recordEvents(db, [{ event, source }], at);
}

/** The same for several acts of one transaction. */
export async function recordEvents(db: Db, events: readonly SourcedEvent[], at: number): Promise<void> {
  for (const { event, source } of events) {
    await insertEvent(db, {
      at,
      type: event.type,
      outcome: event.outcome,
      user_id: event.userId,
      session_id: event.sessionId ?? null,
      ip: source.ip,
      user_agent: source.userAgent,
      request_id: source.id ?? null,
      detail: event.detail ?? null,
      actor_id: event.actorId ?? source.actorId ?? null,
      before: toJson(event.before),
      after: toJson(event.after),
    });
  }
}

type WrittenColumns = Exclude<keyof EventsTable, "id" | "chain" | "position" | "hash">;

const insertEvent = statement((db, row: Pick<Selectable<EventsTable>, WrittenColumns>) =>
  db.insertInto("events").values(row),
);

function toJson(fields: ChangedFields | undefined): string | null {
  return fields === undefined ? null : JSON.stringify(fields);
}
