import { requireCurrentSession } from "../current-session.ts";
import { listEventsOf } from "../users/list-events.ts";
import { NO_FIELDS, route } from "./route.ts";
import { eventsSchema } from "./schemas.ts";

/** GET /events: what ASVS 16.3.1 has written down, shown to the one it is about. */
export const events = route({
  method: "GET",
  path: "/events",
  summary: "What happened in the user's account, the newest first; refreshes are left out",
  guard: "session",
  takes: [],
  fields: NO_FIELDS,
  query: {
    before: {
      type: "integer",
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: "The `next` of the page before: only older events.",
    },
    limit: { type: "integer", minimum: 1, maximum: 100, default: 20, description: "How many at most." },
  },
  answers: { 200: eventsSchema },
  errors: [],
  async handler({ identity, query }, auth) {
    await requireCurrentSession(identity, auth);
    return { status: 200, body: await listEventsOf(auth.store.db, identity, query) };
  },
});
