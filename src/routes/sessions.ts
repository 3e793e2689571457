import { requireCurrentSession } from "../current-session.ts";
import { AuthError } from "../errors.ts";
import { sourceOf } from "../events/events.ts";
import { endSessions } from "../sessions/end.ts";
import { listSessionsOf } from "../sessions/list-sessions.ts";
import { signedOutAnswer } from "./answers.ts";
import { NO_FIELDS, route } from "./route.ts";
import { sessionsSchema } from "./schemas.ts";

/** GET /sessions (ASVS 7.5.2) */
export const sessions = route({
  method: "GET",
  path: "/sessions",
  summary: "The user's live sessions: this one first, then the newest",
  guard: "session",
  takes: [],
  fields: NO_FIELDS,
  answers: { 200: sessionsSchema },
  errors: [],
  async handler({ identity }, auth) {
    await requireCurrentSession(identity, auth);
    return {
      status: 200,
      body: { sessions: await listSessionsOf(auth.store.db, identity, auth.now()) },
    };
  },
});

/** DELETE /sessions/:id. Another user's session and one that never was get the same answer. */
export const endSession = route({
  method: "DELETE",
  path: "/sessions/:id",
  summary: "End one session of the user; ending this one deletes its cookies",
  guard: "session",
  takes: [],
  fields: NO_FIELDS,
  answers: { 204: null },
  errors: ["not_found"],
  async handler({ request, identity, params }, auth) {
    await requireCurrentSession(identity, auth);
    const sessionId = params["id"] ?? "";
    const isCurrent = sessionId === identity.sessionId;
    const own = { sessionId, userId: identity.userId };
    const reason = isCurrent ? "sign_out" : "ended_by_user";
    const ended = await endSessions(auth, own, reason, sourceOf(request));
    if (ended.length === 0) throw new AuthError("not_found");
    return isCurrent ? signedOutAnswer(auth) : { status: 204 };
  },
});
