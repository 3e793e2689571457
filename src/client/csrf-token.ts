import type { Api } from "./api.ts";
import type { CsrfAnswer } from "./wire.ts";

/** The CSRF token, bound to a session. Not a credential by itself. */
export interface CsrfToken {
  readonly value: string | null;
  keep(token: string | null): void;
  /** Keeps it where none is kept. */
  offer(token: string | null): void;
  /** The server did not take it. */
  refuse(token: string | null): void;
  /** The one in the readable cookie, where the API is on the page's host; it may be newer than the one kept. */
  fromCookie(): string | null;
  /** One of the cookie, or else of GET /csrf: of whoever the cookies belong to now. */
  find(): Promise<string>;
}

export function createCsrfToken(api: Api): CsrfToken {
  let kept: string | null = null;
  let refused: string | null = null;

  function fromCookie(): string | null {
    const token = readCookie(api);
    return token === refused ? null : token;
  }

  return {
    get value() {
      return kept;
    },
    keep(token) {
      kept = token;
    },
    offer(token) {
      kept ??= token;
    },
    refuse(token) {
      refused = token;
      if (kept === token) kept = null;
    },
    fromCookie,
    find: async () => fromCookie() ?? (await api.call<CsrfAnswer>("GET", "csrf")).csrfToken,
  };
}

/** By the name that the server gives it: the strongest prefix that its settings allow. */
function readCookie({ options, base }: Api): string | null {
  try {
    if (location.hostname !== base().hostname) return null;
    const cookies = document.cookie.split("; ");
    const found = ["__Host-", "__Secure-", ""].map((prefix) =>
      cookies.find((cookie) => cookie.startsWith(`${prefix}${options.csrfCookieName}=`)),
    );
    return found.find(Boolean)?.split("=")[1] ?? null;
  } catch {
    return null; // No page, or a sandboxed one.
  }
}
