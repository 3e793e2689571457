import type { AuthContext } from "../context.ts";
import { writeCookie } from "../cookies/write-cookie.ts";
import { makeCsrfToken } from "../csrf/csrf-token.ts";
import type { SignedIn } from "../issue-tokens.ts";
import type { MintedToken } from "../tokens/tokens.ts";
import { toUser } from "../users/user.ts";
import type { RouteResult } from "./route.ts";

/** The answer of login and refresh: who signed in, until when, and the three cookies. The tokens are in the cookies only. */
export function signedInAnswer(signedIn: SignedIn, auth: AuthContext): RouteResult {
  const { user, session } = signedIn;
  const { access, refresh } = signedIn.tokens;
  const csrfToken = newCsrfToken(session.id, auth);
  const now = Math.floor(auth.now() / 1000);
  const names = auth.cookieNames;
  const tokenCookie = (name: string, token: MintedToken) =>
    writeCookie({ name, value: token.value, maxAge: token.expiresAt - now, httpOnly: true }, auth.settings);
  return {
    status: 200,
    body: {
      user: toUser(user),
      csrfToken,
      accessExpiresAt: new Date(access.expiresAt * 1000).toISOString(),
      refreshExpiresAt: new Date(refresh.expiresAt * 1000).toISOString(),
      ...demandOf(signedIn),
    },
    cookies: [
      ...(auth.settings.slidingTokens ? [] : [tokenCookie(names.access, access)]),
      tokenCookie(names.refresh, refresh),
      writeCookie(
        { name: names.csrf, value: csrfToken, maxAge: refresh.expiresAt - now, httpOnly: false },
        auth.settings,
      ),
    ],
  };
}

/** The same for a client that keeps its tokens itself: in the body, and no cookie. */
export function tokenPairAnswer(signedIn: SignedIn): RouteResult {
  const { access, refresh } = signedIn.tokens;
  return {
    status: 200,
    body: {
      user: toUser(signedIn.user),
      access: access.value,
      refresh: refresh.value,
      accessExpiresAt: new Date(access.expiresAt * 1000).toISOString(),
      refreshExpiresAt: new Date(refresh.expiresAt * 1000).toISOString(),
      ...demandOf(signedIn),
    },
  };
}

/** Told only where there is one: the password must be changed first (docs/decisions/0015). */
function demandOf({ session }: SignedIn): { readonly mustChangePassword?: true } {
  return session.must_change_password === 1 ? { mustChangePassword: true } : {};
}

/** Deletes the cookies, with the attributes they were set with (RFC 6265 section 5.3). */
export function deletedCookies(auth: AuthContext): string[] {
  const { access, refresh, csrf } = auth.cookieNames;
  const deleted = (name: string, httpOnly: boolean) =>
    writeCookie({ name, httpOnly, value: "", maxAge: 0 }, auth.settings);
  return [...[...new Set([access, refresh])].map((name) => deleted(name, true)), deleted(csrf, false)];
}

/** Signed out: no cookie is left, nor anything the browser cached or a page stored (ASVS 14.3.1). */
export function signedOutAnswer(auth: AuthContext): RouteResult {
  const kinds = auth.settings.clearSiteData;
  return {
    status: 204,
    cookies: deletedCookies(auth),
    headers: kinds.length === 0 ? {} : { "clear-site-data": kinds.map((kind) => `"${kind}"`).join(", ") },
  };
}

/** A CSRF token of the session; of nobody where there is none. */
export function newCsrfToken(sessionId: string | null, auth: AuthContext): string {
  const key = auth.csrf.csrfKeys[0];
  if (key === undefined) throw new Error("the key ring has no CSRF key");
  return makeCsrfToken(sessionId === null ? "anonymous" : { sessionId }, key, auth.random);
}
