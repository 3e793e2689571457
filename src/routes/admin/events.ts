import { listAdminEvents } from "../../admin/events.ts";
import { EXPORT_FORMATS, type ExportFormat, lineFormats } from "../../events/event-lines.ts";
import { EVENT_TYPES } from "../../events/event-types.ts";
import { exportText } from "../../events/export-events.ts";
import type { EventFilter } from "../../events/search-events.ts";
import type { Db } from "../../store/store.ts";
import { flagParameter, type QueryOf, textParameter, timeParameter } from "../query.ts";
import { NO_FIELDS } from "../route.ts";
import { adminRoute } from "./admin-route.ts";
import { adminEventSchema, adminEventsSchema } from "./schemas.ts";
import { NDJSON } from "./stream.ts";

const FILTER = {
  type: { type: "string", enum: EVENT_TYPES, description: "Of this type." },
  outcome: textParameter("`ok`, or the reason of a refusal.", 64),
  user: textParameter("The id of the user it befell.", 64),
  actor: textParameter("The id of the user who did it, where that is another.", 64),
  address: textParameter("From this address, to the letter.", 64),
  from: timeParameter("At that time or later."),
  to: timeParameter("Before that time."),
  withRefreshes: flagParameter("Refreshes too, where no type is named; they are left out otherwise."),
} as const;

/** GET /admin/api/events */
export const adminEvents = adminRoute({
  method: "GET",
  path: "/admin/api/events",
  summary: "What happened, the newest first, a page at a time",
  staff: { permission: "events.view", isFresh: false },
  takes: [],
  fields: NO_FIELDS,
  query: {
    ...FILTER,
    before: {
      type: "integer",
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description:
        "The `next` of the page before. A page may hold fewer events than `limit`, even none, and have a `next` all the same: where few of many match it has looked at 100,000 so far, of one user at 10,000 of theirs.",
    },
    limit: { type: "integer", minimum: 1, maximum: 200, default: 50, description: "How many at most." },
  },
  answers: { 200: adminEventsSchema },
  errors: [],
  async handler({ query }, auth) {
    const { before, limit } = query;
    return {
      status: 200,
      body: await listAdminEvents(auth.store.db, { ...toFilter(query), before, limit }),
    };
  },
});

/** GET /admin/api/events/export */
export const exportAdminEvents = adminRoute({
  method: "GET",
  path: "/admin/api/events/export",
  summary:
    "Every event that the filter lets through, the oldest first, as a file: a JSON object a line, or CSV, in which no cell is a formula",
  staff: { permission: "events.view", isFresh: false },
  takes: [],
  fields: NO_FIELDS,
  query: {
    ...FILTER,
    format: { type: "string", enum: EXPORT_FORMATS, default: "ndjson", description: "How it is written." },
  },
  streams: NDJSON,
  answers: { 200: adminEventSchema },
  errors: [],
  async handler({ query }, auth) {
    const { format } = query;
    const day = new Date(auth.now()).toISOString().slice(0, 10);
    return {
      status: 200,
      stream: textOf(auth.store.db, toFilter(query), format),
      headers: {
        "content-type": lineFormats[format].contentType,
        "content-disposition": `attachment; filename="events-${day}.${format}"`,
      },
    };
  },
});

async function* textOf(db: Db, filter: EventFilter, format: ExportFormat): AsyncGenerator<string> {
  for await (const { text } of exportText(db, filter, format)) yield text;
}

function toFilter({
  type,
  outcome,
  user,
  actor,
  address,
  from,
  to,
  withRefreshes,
}: QueryOf<typeof FILTER>): EventFilter {
  const types = type === undefined ? undefined : [type];
  return { types, outcome, userId: user, actorId: actor, address, from, to, withRefreshes };
}
