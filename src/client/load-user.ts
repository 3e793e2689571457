import type { Api } from "./api.ts";
import type { CsrfToken } from "./csrf-token.ts";
import type { AuthClientError } from "./errors.ts";
import type { Refresh } from "./refresh.ts";
import type { SessionKnowledge } from "./session.ts";
import type { Store } from "./state.ts";
import type { Tabs } from "./tabs.ts";
import type { MeAnswer, User } from "./wire.ts";

/** Other tabs may change the cookies while we ask, and a renewal of theirs may be followed by one of ours. */
const MOST_TRIES = 3;

export interface LoadUserParts {
  readonly api: Api;
  readonly tabs: Tabs;
  readonly store: Store;
  readonly csrf: CsrfToken;
  readonly session: SessionKnowledge;
  readonly refresh: Refresh;
}

/** Asks the server who is signed in, and sets the state. Refreshes first, or when the answer is 401. */
export function createLoadUser({ api, tabs, store, csrf, session, refresh }: LoadUserParts) {
  /** @returns whether the answer is still true: not when the cookies were changed while it was under way */
  async function ask(): Promise<boolean> {
    const marker = tabs.marker();
    const csrfToken = csrf.fromCookie();
    const { user } = await api.call<MeAnswer>("GET", "me");
    if (tabs.marker().id !== marker.id) return !tabs.isBehind();
    tabs.catchUp(marker);
    session.learn(user, csrfToken);
    return true;
  }

  return async function loadUser(): Promise<User | null> {
    let isDone = (await refresh.renewIfPast())?.by === "us";
    for (let tries = 1; !isDone; tries++) {
      const { id } = tabs.marker();
      try {
        isDone = (await ask()) || tries === MOST_TRIES;
      } catch (error) {
        if ((error as AuthClientError).status !== 401 || tries === MOST_TRIES) throw error;
        isDone = (await refresh.renew(id)).by !== "others";
      }
    }
    return store.state.user;
  };
}
