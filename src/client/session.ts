import type { CsrfToken } from "./csrf-token.ts";
import { AuthClientError } from "./errors.ts";
import type { SignedOutReason, Store } from "./state.ts";
import type { News, Tabs } from "./tabs.ts";
import type { SignedInAnswer, User } from "./wire.ts";

/** What this tab knows of the session that the cookies hold, kept in step with the other tabs. */
export interface SessionKnowledge {
  /**
   * Login, refresh or a password change was answered.
   *
   * @param isNew whether a session began
   */
  accept(answer: SignedInAnswer, isNew: boolean): User;
  /** The server said so. */
  signedOut(reason: SignedOutReason | null): void;
  /** GET /me was answered. The CSRF token was found before it was asked: it is not of a later session. */
  learn(user: User, csrfToken: string | null): void;
  hear(news: News): void;
}

export function createSessionKnowledge(store: Store, csrf: CsrfToken, tabs: () => Tabs): SessionKnowledge {
  function set(user: User | null, reason: SignedOutReason | null = null): void {
    if (user?.id !== store.state.user?.id) csrf.keep(null);
    store.set(user, reason);
  }

  function change(user: User | null, isNew: boolean, expiresAt: number, reason: SignedOutReason | null) {
    // Of the time, so that it is a greater one even after storage was cleared.
    const id = Math.max(tabs().marker().id, Date.now()) + 1 + Math.random();
    tabs().tell({ marker: { id, userId: user?.id ?? null, expiresAt, reason }, user, isNew });
    set(user, reason);
  }

  return {
    accept(answer, isNew) {
      const user = checked(answer.user);
      const expiresAt = Date.parse(answer.accessExpiresAt);
      // With a clock that is ahead every token would seem to have ended: then only a 401 tells.
      change(user, isNew, expiresAt > Date.now() ? expiresAt : 0, null);
      csrf.keep(answer.csrfToken);
      return user;
    },
    signedOut: (reason) => change(null, true, 0, reason),
    learn(user, csrfToken) {
      set(checked(user));
      csrf.offer(csrfToken);
    },
    hear({ marker, user, isNew }) {
      if (isNew) csrf.keep(null);
      set(user, marker.reason);
    },
  };
}

function checked(user: User): User {
  if (typeof user?.id !== "string") throw new AuthClientError("unexpected_answer", { status: 200 });
  return user;
}
