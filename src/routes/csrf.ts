import type { AuthContext } from "../context.ts";
import { readCookie } from "../cookies/read-cookie.ts";
import { writeCookie } from "../cookies/write-cookie.ts";
import type { AuthRequest } from "../request/request.ts";
import { newCsrfToken } from "./answers.ts";
import { readRefreshClaims } from "./refresh-session.ts";
import { NO_FIELDS, route } from "./route.ts";
import { csrfSchema } from "./schemas.ts";

/** GET /csrf. For a front end on another host, which cannot read the CSRF cookie. Each answer differs; all stay valid. */
export const csrf = route({
  method: "GET",
  path: "/csrf",
  summary: "A CSRF token for this session",
  guard: "none",
  takes: [],
  fields: NO_FIELDS,
  answers: { 200: csrfSchema },
  errors: [],
  async handler({ request }, auth) {
    const csrfToken = newCsrfToken(sessionOf(request, auth), auth);
    const cookie = {
      name: auth.cookieNames.csrf,
      value: csrfToken,
      maxAge: auth.settings.refreshTokenLifetime,
      httpOnly: false,
    };
    return { status: 200, body: { csrfToken }, cookies: [writeCookie(cookie, auth.settings)] };
  },
});

/** The session of either cookie: after a reload the access token may have expired, and the refresh token not. */
function sessionOf(request: AuthRequest, auth: AuthContext): string | null {
  const cookie = readCookie(request.header("cookie"), auth.cookieNames.access);
  const access = auth.tokens.verify("access", cookie.kind === "one" ? cookie.value : "");
  return access.ok ? access.claims.sid : (readRefreshClaims(request, auth)?.sid ?? null);
}
