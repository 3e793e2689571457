import { createAuthClient } from "wafer-auth/client";

/** The server writes its settings into the page. */
const { csrfCookie, csrfHeader } = document.documentElement.dataset;

/** Cookies, CSRF token and renewal are its business. */
export const auth = createAuthClient({
  ...(csrfCookie === undefined ? {} : { csrfCookieName: csrfCookie }),
  ...(csrfHeader === undefined ? {} : { csrfHeaderName: csrfHeader }),
});

/** To the server's own sign-in page, and back here after it. */
export function goToSignIn(): void {
  const here = location.pathname + location.search;
  location.assign(`/sign-in?${new URLSearchParams({ next: here })}`);
}
