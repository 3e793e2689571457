import type { AuthContext } from "../context.ts";
import { checkRefreshCsrf } from "../csrf/check-csrf.ts";
import { checkOrigin } from "../csrf/check-origin.ts";
import { AuthError } from "../errors.ts";
import { sourceOf } from "../events/events.ts";
import { readBody, refuseBody } from "../request/body.ts";
import type { AuthRequest } from "../request/request.ts";
import { endSessions } from "../sessions/end.ts";
import type { Settings } from "../settings/table.ts";
import { signIn } from "../sign-in.ts";
import { signedInAnswer, tokenPairAnswer } from "./answers.ts";
import { readFields, textField } from "./fields.ts";
import { CREDENTIALS } from "./login.ts";
import { refreshSession, verifyRefreshCookie } from "./refresh-session.ts";
import { NO_FIELDS, type RouteResult, route } from "./route.ts";
import { signedInSchema, tokenPairSchema } from "./schemas.ts";

const isBearerMode = (settings: Settings) => settings.bearerMode;
const REFRESH_FIELD = { refresh: textField("The refresh token that POST /token answered with.", 8192) };

/** POST /token. For native and command-line clients, which have no cookie jar that a page could ride on. */
export const tokenObtain = route({
  method: "POST",
  path: "/token",
  summary: "Sign in and get the tokens in the body (with bearerMode only)",
  isEnabled: isBearerMode,
  guard: "origin",
  takes: ["json"],
  fields: CREDENTIALS,
  answers: { 200: tokenPairSchema },
  errors: ["bad_credentials", "too_many_logins", "too_many_sessions", "server_busy", "token_too_large"],
  async handler({ request, body }, auth) {
    return tokenPairAnswer(await signIn(body, request, auth));
  },
});

/** POST /token/blacklist, under SimpleJWT's name: the session of a refresh token ends, and its access tokens with it. */
export const tokenBlacklist = route({
  method: "POST",
  path: "/token/blacklist",
  summary: "End the session of a refresh token (with bearerMode only)",
  isEnabled: isBearerMode,
  guard: "origin",
  takes: ["json"],
  fields: REFRESH_FIELD,
  answers: { 204: null },
  errors: ["token_invalid"],
  async handler({ request, body }, auth) {
    const verification = auth.tokens.verify("refresh", body.refresh);
    if (!verification.ok) throw new AuthError("token_invalid", {}, { logReason: verification.reason });
    await endSessions(auth, { sessionId: verification.claims.sid }, "sign_out", sourceOf(request));
    return { status: 204 };
  },
});

/**
 * POST /token/refresh. Rides on the refresh cookie alone: a stale access cookie is not looked at. With bearerMode a
 * body with a refresh token gets its successors in the body.
 */
export const tokenRefresh = route({
  method: "POST",
  path: "/token/refresh",
  summary:
    "Renew the cookies of a session. With bearerMode, a body {refresh} gets its successors in the body, as POST /token answers",
  guard: "own",
  takes: [],
  fields: NO_FIELDS,
  optionalBody: { isRead: isBearerMode, takes: ["json"], fields: REFRESH_FIELD, answer: tokenPairSchema },
  answers: { 200: signedInSchema },
  errors: ["csrf_failed", "token_invalid", "session_ended", "token_too_large"],
  async handler({ request, bytes }, auth) {
    checkOrigin(request, auth.csrf.allowedOrigins);
    const sent = readSentToken(request, bytes, auth);
    if (sent !== null) return refreshSent(sent, request, auth);
    const proof = verifyRefreshCookie(request, auth);
    if (!proof.ok) throw new AuthError("token_invalid", {}, { logReason: proof.reason });
    const { claims } = proof;
    checkRefreshCsrf(request, { userId: claims.user_id, sessionId: claims.sid }, auth.csrf);
    return signedInAnswer(await refreshSession(claims, request, auth), auth);
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

/** The refresh token in the body, in bearerMode; null where the body is empty, as a browser's is. */
function readSentToken(request: AuthRequest, bytes: Buffer, auth: AuthContext): string | null {
  const type = request.header("content-type");
  if (!auth.settings.bearerMode) {
    refuseBody(type, bytes);
    return null;
  }
  if (bytes.length === 0) return null;
  const body = readBody(type, bytes, ["json"]);
  const isEmpty = typeof body === "object" && body !== null && Object.keys(body).length === 0;
  return isEmpty ? null : readFields(body, REFRESH_FIELD).refresh;
}

async function refreshSent(token: string, request: AuthRequest, auth: AuthContext): Promise<RouteResult> {
  const verification = auth.tokens.verify("refresh", token);
  if (!verification.ok) throw new AuthError("token_invalid", {}, { logReason: verification.reason });
  return tokenPairAnswer(await refreshSession(verification.claims, request, auth));
}
