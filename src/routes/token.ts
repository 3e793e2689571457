import { checkRefreshCsrf } from "../csrf/check-csrf.ts";
import { checkOrigin } from "../csrf/check-origin.ts";
import { AuthError } from "../errors.ts";
import { signedInAnswer, signedInSchema } from "./answers.ts";
import { readRefreshClaims, refreshSession } from "./refresh-session.ts";
import { NO_FIELDS, route } from "./route.ts";

/** POST /token/refresh. Rides on the refresh cookie alone: a stale access cookie is not looked at. */
export const tokenRefresh = route({
  method: "POST",
  path: "/token/refresh",
  summary: "Renew the cookies of a session",
  guard: "own",
  takes: [],
  fields: NO_FIELDS,
  answers: { 200: signedInSchema },
  errors: ["csrf_failed", "token_invalid", "session_ended", "token_too_large"],
  async handler({ request }, auth) {
    checkOrigin(request, auth.csrf.allowedOrigins);
    const claims = readRefreshClaims(request, auth);
    if (claims === null) throw new AuthError("token_invalid", {}, { logReason: "refresh" });
    checkRefreshCsrf(request, claims.sid, auth.csrf);
    const { user, session } = await refreshSession(claims, request, auth);
    return signedInAnswer(user, session, auth);
  },
});

/** POST /token/verify. Whether the access token of this request is valid now: the guard has asked all of it. */
export const tokenVerify = route({
  method: "POST",
  path: "/token/verify",
  summary: "Tell whether the access token of this request is valid, and until when",
  guard: "session",
  takes: [],
  fields: NO_FIELDS,
  answers: {
    200: {
      type: "object",
      properties: {
        userId: { type: "string" },
        sessionId: { type: "string" },
        expiresAt: { type: "string", format: "date-time" },
      },
      required: ["userId", "sessionId", "expiresAt"],
      additionalProperties: false,
    },
  },
  errors: [],
  async handler({ identity }) {
    const expiresAt = new Date(identity.claims.exp * 1000).toISOString();
    return { status: 200, body: { userId: identity.userId, sessionId: identity.sessionId, expiresAt } };
  },
});
