import type { CsrfToken } from "./csrf-token.ts";
import { AuthClientError } from "./errors.ts";
import type { Refresh } from "./refresh.ts";
import { shared } from "./shared.ts";
import type { Store } from "./state.ts";
import type { Tabs } from "./tabs.ts";
import type { User } from "./wire.ts";

/** One sending of a request to the API's origin. */
export interface Attempt {
  /** Whom the request was prepared for: null for nobody, undefined where that was not known yet. */
  readonly userId: string | null | undefined;
  readonly isUnsafe: boolean;
  /** For the CSRF header; null where the request needs none. */
  readonly token: string | null;
  /** The marker of the cookies it goes out with. */
  readonly marker: number;
  /** How many renewals it may still cause. */
  readonly renewals: number;
  readonly mayGetToken: boolean;
}

/** How a sending ended. */
export interface Outcome<Result> {
  readonly status: number;
  readonly code?: string | undefined;
  /** Hands the result over, or throws. */
  result(): Result | Promise<Result>;
}

type Send<Result> = (attempt: Attempt) => Promise<Outcome<Result>>;

/** The rules of sending: what a request needs before it goes out, and whether it goes out once more. */
export interface Attempts {
  /** @throws {AuthClientError} user_changed, and what stops a refresh */
  begin(method: string): Promise<Attempt>;
  /**
   * Sends again where that helps: after 401 with renewed cookies, after 403 csrf_failed with a new token, each once.
   *
   * @throws {AuthClientError} user_changed when another user has signed in since the request was prepared; what stops a
   * refresh
   */
  follow<Result>(attempt: Attempt, outcome: Outcome<Result>, send: Send<Result>): Promise<Result>;
  /** Both, for a request that is sent by `send`. */
  run<Result>(method: string, send: Send<Result>): Promise<Result>;
}

export interface AttemptParts {
  readonly tabs: Tabs;
  readonly store: Store;
  readonly csrf: CsrfToken;
  readonly refresh: Refresh;
  readonly loadUser: () => Promise<User | null>;
}

export function createAttempts({ tabs, store, csrf, refresh, loadUser }: AttemptParts): Attempts {
  const isSignedOut = () => store.state.status === "signed-out";

  /**
   * A token of the user this tab shows, never of one who signed in meanwhile: a token that was found before GET /me
   * names the user is theirs, or of an earlier session and worthless.
   */
  const obtainToken = shared(async () => {
    const { status } = store.state;
    const token = await csrf.find();
    if (status !== "unknown") await loadUser();
    csrf.offer(token);
  });

  function assertSameUser({ userId }: Pick<Attempt, "userId">): void {
    const { user } = store.state;
    if (userId !== undefined && user !== null && user.id !== userId)
      throw new AuthClientError("user_changed");
  }

  async function ready(attempt: Omit<Attempt, "token" | "marker">): Promise<Attempt> {
    if (attempt.userId !== undefined && tabs.isBehind()) await loadUser();
    const needsToken = attempt.isUnsafe && !isSignedOut();
    if (needsToken && csrf.value === null) await obtainToken();
    assertSameUser(attempt);
    return { ...attempt, token: needsToken ? csrf.value : null, marker: tabs.marker().id };
  }

  async function begin(method: string): Promise<Attempt> {
    const { status, user } = store.state;
    if (!isSignedOut()) await refresh.renewIfPast();
    return ready({
      userId: status === "unknown" ? undefined : (user?.id ?? null),
      isUnsafe: !/^(GET|HEAD|OPTIONS|TRACE)$/i.test(method),
      renewals: 2,
      mayGetToken: true,
    });
  }

  async function afterUnauthorized(attempt: Attempt): Promise<Attempt | null> {
    if (isSignedOut()) return null;
    const { by } = await refresh.renew(attempt.marker);
    // After another tab's renewal one of our own may be needed; after our own the answer stands.
    return by === "nobody" ? null : ready({ ...attempt, renewals: by === "us" ? 0 : attempt.renewals - 1 });
  }

  async function afterCsrfFailed(attempt: Attempt): Promise<Attempt | null> {
    csrf.refuse(attempt.token);
    // Sent as nobody, and refused for its token: there is somebody after all.
    if (isSignedOut()) await loadUser();
    return isSignedOut() ? null : ready({ ...attempt, mayGetToken: false });
  }

  async function next(attempt: Attempt, { status, code }: Outcome<unknown>): Promise<Attempt | null> {
    const isUnauthorized = status === 401 && code !== "bad_credentials" && attempt.renewals > 0;
    const isCsrfFailed = status === 403 && code === "csrf_failed" && attempt.mayGetToken;
    if (!isUnauthorized && !isCsrfFailed) return null;
    assertSameUser(attempt);
    return isCsrfFailed ? afterCsrfFailed(attempt) : afterUnauthorized(attempt);
  }

  async function follow<Result>(
    first: Attempt,
    outcome: Outcome<Result>,
    send: Send<Result>,
  ): Promise<Result> {
    const attempt = await next(first, outcome);
    return attempt === null ? outcome.result() : follow(attempt, await send(attempt), send);
  }

  async function run<Result>(method: string, send: Send<Result>): Promise<Result> {
    const attempt = await begin(method);
    return follow(attempt, await send(attempt), send);
  }

  return { begin, follow, run };
}
