import { parseStrictJson } from "../json.ts";
import { toIso } from "../time.ts";
import type { ChangedFields } from "./events.ts";
import type { EventRow } from "./seal.ts";

/** An event as those see it who run the server: all that is kept of it. */
export interface AuditEvent {
  readonly id: number;
  /** ISO 8601 in UTC; of a row that was changed to a number that is no time, the number. */
  readonly at: string;
  readonly type: string;
  /** "ok", or the reason of a refusal or an end. */
  readonly outcome: string;
  /** Whom it befell; null where that is nobody who has an account. */
  readonly userId: string | null;
  /** Who did it, where that is not the same. */
  readonly actorId: string | null;
  readonly sessionId: string | null;
  readonly address: string;
  readonly userAgent: string;
  readonly requestId: string | null;
  readonly detail: string | null;
  /** Of a row that was changed to what is no JSON of fields, its text as `unreadable`. */
  readonly before: ChangedFields | null;
  readonly after: ChangedFields | null;
  /** Its place in the audit trail; the three are null for about a second. */
  readonly chain: number | null;
  readonly position: number | null;
  readonly hash: string | null;
}

export function toAuditEvent(row: EventRow): AuditEvent {
  return {
    id: row.id,
    at: toIso(row.at),
    type: row.type,
    outcome: row.outcome,
    userId: row.user_id,
    actorId: row.actor_id,
    sessionId: row.session_id,
    address: row.ip,
    userAgent: row.user_agent,
    requestId: row.request_id,
    detail: row.detail,
    before: parse(row.before),
    after: parse(row.after),
    chain: row.chain,
    position: row.position,
    hash: row.hash,
  };
}

/** A row that somebody changed must not keep the others from being read. Our own fields hold lists at most. */
function parse(json: string | null): ChangedFields | null {
  if (json === null) return null;
  try {
    const fields = parseStrictJson(String(json), { maxDepth: 2 });
    if (typeof fields === "object" && fields !== null && !Array.isArray(fields))
      return fields as ChangedFields;
  } catch {
    // It is told as any other text that is not ours.
  }
  return { unreadable: String(json) };
}
