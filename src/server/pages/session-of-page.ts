import { catchUp, type Identity, identify } from "../../authenticate.ts";
import type { AuthContext } from "../../context.ts";
import { checkCsrf } from "../../csrf/check-csrf.ts";
import { findCurrentSession } from "../../current-session.ts";
import { AuthError } from "../../errors.ts";
import type { UserSession } from "../../issue-tokens.ts";
import type { AuthRequest } from "../../request/request.ts";
import { deletedCookies, signedInAnswer } from "../../routes/answers.ts";
import { optionalField } from "../../routes/fields.ts";
import { readRefreshClaims, refreshSession } from "../../routes/refresh-session.ts";

/** Stands in every form of who is signed in. */
export const CSRF_FIELD = { csrfToken: optionalField("The CSRF token of the form.", 200) };

export interface Member extends UserSession {
  readonly kind: "member";
  readonly identity: Identity;
  /** Set-Cookie values that must go out with this answer: the session was moved on. */
  readonly cookies: readonly string[];
}

export interface Stranger {
  readonly kind: "stranger";
  /** There were cookies of a session that is over; `cookies` deletes them. */
  readonly hasEnded: boolean;
  readonly cookies: readonly string[];
}

/**
 * Who looks at a page. A script would call POST /token/refresh when its access token has run out; a page without
 * script cannot, so the session is moved on here. Only tells who it is: a form is checked by {@link checkFormCsrf}
 * before it may do anything.
 */
export async function sessionOfPage(request: AuthRequest, auth: AuthContext): Promise<Member | Stranger> {
  await catchUp(auth);
  const identity = authenticateReader(request, auth);
  const current = identity === null ? null : await findCurrentSession(identity, auth);
  if (identity !== null && current !== null) return { kind: "member", identity, ...current, cookies: [] };
  const claims = readRefreshClaims(request, auth);
  if (claims === null) return { kind: "stranger", hasEnded: false, cookies: [] };
  try {
    const signedIn = await refreshSession(claims, request, auth);
    const { user, session } = signedIn;
    const cookies = signedInAnswer(signedIn, auth).cookies ?? [];
    const renewed: Identity = { userId: user.id, sessionId: session.id, claims, via: "cookie" };
    return { kind: "member", identity: renewed, user, session, cookies };
  } catch (error) {
    if (!(error instanceof AuthError) || error.code !== "session_ended") throw error;
    return { kind: "stranger", hasEnded: true, cookies: deletedCookies(auth) };
  }
}

/** A form's hidden field in the place of the CSRF header, which only script can set. */
export function asFormRequest(
  request: AuthRequest,
  csrfToken: string | undefined,
  auth: AuthContext,
): AuthRequest {
  const name = auth.settings.csrfHeaderName.toLowerCase();
  return {
    ...request,
    header: (wanted) => (wanted === name && csrfToken ? csrfToken : request.header(wanted)),
  };
}

/** @throws {AuthError} csrf_failed */
export function checkFormCsrf(
  request: AuthRequest,
  csrfToken: string | undefined,
  { identity: { userId, sessionId } }: Member,
  auth: AuthContext,
): void {
  checkCsrf(asFormRequest(request, csrfToken, auth), { userId, sessionId }, auth.csrf);
}

/** As for a GET: the CSRF proof of a form stands in its body, which is not read yet. */
function authenticateReader(request: AuthRequest, auth: AuthContext): Identity | null {
  try {
    return identify({ ...request, method: "GET" }, auth);
  } catch (error) {
    if (error instanceof AuthError && error.code === "token_invalid") return null;
    throw error;
  }
}
