import { createAuthClient } from "wafer-auth/client";

/** The server writes its settings into the page. */
const { csrfCookie, csrfHeader } = document.documentElement.dataset;

/** Cookies, CSRF token and renewal are its business. */
export const auth = createAuthClient({
  ...(csrfCookie === undefined ? {} : { csrfCookieName: csrfCookie }),
  ...(csrfHeader === undefined ? {} : { csrfHeaderName: csrfHeader }),
});

/** The server's own sign-in page, and back here after it. */
export function signInAddress(): string {
  const here = location.pathname + location.search;
  return `/sign-in?${new URLSearchParams({ next: here })}`;
}

export function goToSignIn(): void {
  location.assign(signInAddress());
}
