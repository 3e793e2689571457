import { identify } from "../authenticate.ts";
import type { AuthContext } from "../context.ts";
import { checkCsrf } from "../csrf/check-csrf.ts";
import { checkOrigin } from "../csrf/check-origin.ts";
import { requireCurrentSession } from "../current-session.ts";
import { AuthError } from "../errors.ts";
import { sourceOf } from "../events/events.ts";
import type { AuthRequest } from "../request/request.ts";
import { endSessions } from "../sessions/end.ts";
import { signedOutAnswer } from "./answers.ts";
import { readRefreshClaims } from "./refresh-session.ts";
import { NO_FIELDS, route } from "./route.ts";

/** POST /logout. Works with a stale or broken access cookie, and when nobody is signed in. */
export const logout = route({
  method: "POST",
  path: "/logout",
  summary: "End this session and delete its cookies",
  guard: "own",
  takes: [],
  ignoresBody: true,
  fields: NO_FIELDS,
  answers: { 204: null },
  errors: ["csrf_failed"],
  async handler({ request }, auth) {
    checkOrigin(request, auth.csrf.allowedOrigins);
    const sessionId = sessionToEnd(request, auth);
    if (sessionId !== null) await endSessions(auth, { sessionId }, "sign_out", sourceOf(request));
    return signedOutAnswer(auth);
  },
});

/** POST /logout/all */
export const logoutAll = route({
  method: "POST",
  path: "/logout/all",
  summary: "End every session of the user, on all devices",
  guard: "session",
  isOpenBeforePasswordChange: true,
  takes: [],
  ignoresBody: true,
  fields: NO_FIELDS,
  answers: { 204: null },
  errors: [],
  async handler({ request, identity }, auth) {
    await endSessions(auth, { userId: identity.userId }, "sign_out_everywhere", sourceOf(request));
    return signedOutAnswer(auth);
  },
});

/** POST /logout/others (ASVS 7.4.3, 7.5.2) */
export const logoutOthers = route({
  method: "POST",
  path: "/logout/others",
  summary: "End every session of the user but this one",
  guard: "session",
  takes: [],
  ignoresBody: true,
  fields: NO_FIELDS,
  answers: { 204: null },
  errors: [],
  async handler({ request, identity }, auth) {
    await requireCurrentSession(identity, auth);
    const others = { userId: identity.userId, exceptSessionId: identity.sessionId };
    await endSessions(auth, others, "ended_by_user", sourceOf(request));
    return { status: 204 };
  },
});

/** The session that either cookie names, its CSRF proof checked; null when none of them is valid. */
function sessionToEnd(request: AuthRequest, auth: AuthContext): string | null {
  const identity = authenticateLeniently(request, auth);
  if (identity !== null) return identity;
  const claims = readRefreshClaims(request, auth);
  if (claims !== null) checkCsrf(request, { userId: claims.user_id, sessionId: claims.sid }, auth.csrf);
  return claims?.sid ?? null;
}

function authenticateLeniently(request: AuthRequest, auth: AuthContext): string | null {
  try {
    return identify(request, auth)?.sessionId ?? null;
  } catch (error) {
    if (error instanceof AuthError && error.code === "token_invalid") return null;
    throw error;
  }
}
