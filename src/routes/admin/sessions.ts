import { admit, type Demand } from "../../admin/actor.ts";
import { listAdminSessions } from "../../admin/list-sessions.ts";
import { revokeMany, revokeSession } from "../../admin/revoke-sessions.ts";
import { AuthError } from "../../errors.ts";
import { choiceField, listField } from "../fields.ts";
import { textParameter } from "../query.ts";
import { NO_FIELDS } from "../route.ts";
import { adminRoute } from "./admin-route.ts";
import { adminSessionsSchema, bulkLineSchema } from "./schemas.ts";
import { NDJSON, ndjsonAnswer } from "./stream.ts";

/** GET /admin/api/sessions */
export const adminSessions = adminRoute({
  method: "GET",
  path: "/admin/api/sessions",
  summary: "Live sessions, the newest first, a page at a time",
  staff: { permission: "sessions.view", isFresh: false },
  takes: [],
  fields: NO_FIELDS,
  query: {
    user: textParameter("The id of a user: only theirs.", 64),
    after: textParameter(
      "The `next` of the page before. A page may hold fewer sessions than `limit`, even none, and have a `next` all the same: where most have ended it has looked at 10,000 so far.",
      1000,
    ),
    limit: { type: "integer", minimum: 1, maximum: 200, default: 50, description: "How many at most." },
  },
  answers: { 200: adminSessionsSchema },
  errors: [],
  async handler({ query, identity }, auth) {
    return { status: 200, body: await listAdminSessions(query, identity.sessionId, auth) };
  },
});

/** DELETE /admin/api/sessions/:id. It cannot wait for a password: the session may be a thief's. */
export const revokeAdminSession = adminRoute({
  method: "DELETE",
  path: "/admin/api/sessions/:id",
  summary: "End one session",
  staff: { permission: "sessions.delete", isFresh: false },
  takes: [],
  fields: NO_FIELDS,
  answers: { 204: null },
  errors: ["not_found"],
  async handler({ params, actor }, auth) {
    await revokeSession(params["id"] ?? "", actor, auth);
    return { status: 204 };
  },
});

/** POST /admin/api/sessions/revoke */
export const revokeAdminSessions = adminRoute({
  method: "POST",
  path: "/admin/api/sessions/revoke",
  summary:
    "End the sessions of `ids`, or every session but the one that asks (superusers only). The answer tells how it goes while it goes on",
  staff: { permission: "sessions.delete", isFresh: true },
  takes: ["json"],
  fields: {
    which: choiceField("Those of `ids`, or all there are.", ["ids", "all"]),
    ids: listField("Ids of sessions.", { maxItems: 2000 }),
  },
  streams: NDJSON,
  answers: { 200: bulkLineSchema },
  errors: [],
  async handler({ body, request, identity }, auth) {
    const { which, ids } = body;
    if ((which === "ids") !== (ids !== undefined))
      throw new AuthError("invalid_request", { reason: "ids belongs to which: ids, and to nothing else" });
    const demand: Demand = { permission: which === "all" ? "superuser" : "sessions.delete", isFresh: false };
    const renew = () => admit(demand, identity, request, auth);
    await renew();
    return ndjsonAnswer(revokeMany(ids === undefined ? "all" : { ids }, renew, auth), request, auth);
  },
});
