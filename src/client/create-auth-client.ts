import { type AuthClientOptions, createApi } from "./api.ts";
import { type ApiFetch, createApiFetch } from "./api-fetch.ts";
import { type AxiosLike, attachToAxios } from "./attach-to-axios.ts";
import { type Attempt, createAttempts } from "./attempts.ts";
import { createCsrfToken } from "./csrf-token.ts";
import { AuthClientError } from "./errors.ts";
import { createLoadUser } from "./load-user.ts";
import { createRefresh, isPast } from "./refresh.ts";
import { createSessionKnowledge } from "./session.ts";
import { shared } from "./shared.ts";
import { type AuthState, createStore } from "./state.ts";
import { createTabs } from "./tabs.ts";
import { onWake } from "./wake.ts";
import type { Session, SessionsAnswer, SignedInAnswer, User } from "./wire.ts";

/** Who is signed in, and all that can be done about it. Its functions need no `this`. */
export interface AuthClient {
  /** A frozen snapshot, the same object until something changes. */
  readonly state: AuthState;
  /** Calls `listener` after each change of `state`. @returns a function that ends that */
  subscribe(listener: () => void): () => void;
  /**
   * POST /login.
   *
   * @throws {AuthClientError} bad_credentials, too_many_logins and server_busy (with `retryAfter`), cookies_blocked, …
   */
  signIn(credentials: { readonly username: string; readonly password: string }): Promise<User>;
  /** POST /logout. @throws {AuthClientError} and the state stays, as the session lives on */
  signOut(): Promise<void>;
  /** POST /logout/all: ends every session of the user, on all devices. @throws {AuthClientError} */
  signOutEverywhere(): Promise<void>;
  /**
   * POST /token/refresh, unless another tab does it. `fetch` and `attachTo` do it by themselves.
   *
   * @throws {AuthClientError} session_ended, token_invalid: nobody is signed in; any other: nothing has changed
   */
  refresh(): Promise<User>;
  /** GET /me, with a refresh where one is needed. @returns null when nobody is signed in @throws {AuthClientError} */
  getUser(): Promise<User | null>;
  /** POST /me/password: ends the user's other sessions. @throws {AuthClientError} wrong_password, password_rejected, … */
  changePassword(change: { readonly currentPassword: string; readonly newPassword: string }): Promise<User>;
  /** GET /sessions: the user's live sessions, this one first. @throws {AuthClientError} */
  sessions(): Promise<readonly Session[]>;
  /** DELETE /sessions/:id; with the id of this one it signs out. @throws {AuthClientError} not_found, … */
  endSession(id: string): Promise<void>;
  /**
   * Like the browser's `fetch`, relative addresses taken from `baseUrl`. On the API's origin it sends the cookies and, on
   * unsafe methods, the CSRF token, and renews either once when the server asks for it. To any other origin the call goes
   * as it is.
   *
   * @throws {AuthClientError} user_changed; or what stopped a refresh: server_busy, network_error, …
   * @throws {TypeError} the browser's own, when the request itself got no answer
   * @example const notes = await (await auth.fetch("/notes")).json();
   */
  fetch: ApiFetch;
  /**
   * The same for the requests of an axios instance, before other interceptors are added to it.
   *
   * @returns a function that takes it off
   * @example const api = axios.create({ baseURL: "http://localhost:8000" }); auth.attachTo(api);
   */
  attachTo(axios: AxiosLike): () => void;
  /** Stops listening to other tabs and to the page. */
  close(): void;
}

/**
 * Makes the client of a Wafer server: one for an app. It asks nothing until it is told to; start with `getUser()`.
 * It never sees a token: those are in HttpOnly cookies.
 *
 * @example
 * const auth = createAuthClient({ baseUrl: "http://localhost:8000" });
 * const user = await auth.getUser();
 */
export function createAuthClient(options: AuthClientOptions = {}): AuthClient {
  const closing = new AbortController();
  const api = createApi(options);
  const store = createStore();
  const csrf = createCsrfToken(api);
  const session = createSessionKnowledge(store, csrf, () => tabs);
  const tabs = createTabs(api, session.hear, closing.signal);
  const refresh = createRefresh(api, tabs, store, session);
  const loadUser = createLoadUser({ api, tabs, store, csrf, session, refresh });
  const attempts = createAttempts({ tabs, store, csrf, refresh, loadUser });
  const getUser = shared(loadUser);

  onWake(wake, closing.signal);

  function wake(): void {
    const isStale = tabs.isBehind() || (store.state.user !== null && isPast(tabs.marker()));
    // Offline or busy: the next call will tell.
    if (store.state.status !== "unknown" && isStale) getUser().catch(() => {});
  }

  /** A call of our own, under the same rules as those of `fetch`. */
  function send<Result>(method: string, call: (attempt: Attempt) => Promise<Result>): Promise<Result> {
    return attempts.run<Result>(method, (attempt) =>
      call(attempt).then(
        (result) => ({ status: 200, result: () => result }),
        (error: AuthClientError) => ({
          status: error.status,
          code: error.code,
          result: () => Promise.reject(error),
        }),
      ),
    );
  }

  /** The same, for a call that changes the cookies. */
  function sendAlone<Result>(call: (attempt: Attempt) => Promise<Result>): Promise<Result> {
    return send("POST", (attempt) => tabs.lock(() => call(attempt)));
  }

  function signOutAt(path: string): Promise<void> {
    return sendAlone(async (attempt) => {
      await api.call("POST", path, attempt);
      session.signedOut("signed_out");
    });
  }

  async function assertCookiesKept(csrfToken: string): Promise<void> {
    if (csrf.fromCookie() === csrfToken) return;
    await api.call("GET", "me").catch((error: AuthClientError) => {
      if (error.status === 401) throw new AuthClientError("cookies_blocked", { status: 200 });
    });
  }

  return {
    get state() {
      return store.state;
    },
    subscribe: store.subscribe,
    signIn: ({ username, password }) =>
      tabs.lock(async () => {
        const body = { username, password };
        const answer = await api.call<SignedInAnswer>("POST", "login", { body });
        await assertCookiesKept(answer.csrfToken);
        return session.accept(answer, true);
      }),
    signOut: () => signOutAt("logout"),
    signOutEverywhere: () => signOutAt("logout/all"),
    async refresh() {
      const renewal = await refresh.renew(tabs.marker().id);
      if (renewal.by === "nobody") throw renewal.refusal;
      const user = tabs.isBehind() ? await getUser() : store.state.user;
      if (user === null) throw new AuthClientError("not_authenticated", { status: 401 });
      return user;
    },
    getUser,
    changePassword: ({ currentPassword, newPassword }) =>
      sendAlone(async ({ token }) => {
        const body = { currentPassword, newPassword };
        return session.accept(await api.call("POST", "me/password", { body, token }), true);
      }),
    sessions: async () => (await send("GET", () => api.call<SessionsAnswer>("GET", "sessions"))).sessions,
    async endSession(id) {
      const path = `sessions/${encodeURIComponent(id)}`;
      await send("DELETE", (attempt) => api.call("DELETE", path, attempt));
      await getUser();
    },
    fetch: createApiFetch(api, attempts),
    attachTo: (axios) => attachToAxios(axios, api, attempts),
    close: () => closing.abort(),
  };
}
