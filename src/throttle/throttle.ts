import { createHash } from "node:crypto";
import { AuthError } from "../errors.ts";
import { addressKey } from "../request/client-address.ts";
import type { Settings } from "../settings/table.ts";
import { openCounters } from "./counters.ts";

/** Who tries: the account (as it was typed, or a user's id), the address, and whether the device is known. */
export interface Attempt {
  readonly account: string;
  readonly ip: string;
  /** What the device is known by: the session of its cookie, or its address; null for a stranger. */
  readonly knownBy: string | null;
  /** Whose session it is that tries, for the audit trail. Strangers must not fill a user's part of that. */
  readonly whom?: { readonly userId: string; readonly sessionId: string };
}

/** An attempt that was counted as failed until one of these is called. */
export interface CountedAttempt {
  /** The password was right: the account's count starts anew. */
  succeeded(): void;
  /** Nothing was tried, since the server was busy: this attempt does not count. */
  undo(): void;
}

/** The log reason of the first refusal in a window; those that follow have another. */
export const LOCKED = "locked now";

/** Milliseconds until a success is kept where nobody tries meanwhile. */
const SUCCESS_DELAY = 100;

/** Counts failed sign-ins per account and per address. */
export interface Throttle {
  /**
   * Counts an attempt before any work is done on it, so that parallel guesses cannot slip past the count.
   *
   * @throws {AuthError} too_many_logins with retryAfter in seconds
   * @throws {StoreError} when the counts cannot be kept: then nobody may guess
   */
  take(attempt: Attempt): CountedAttempt;
  /** Until when attempts of strangers on an account are refused, in milliseconds since 1970; null when they are not. */
  lockedUntil(account: string): number | null;
  /** Lets everybody try anew: strangers, and the devices that are named by what they are known by. */
  unlock(account: string, devices: readonly string[]): void;
  close(): void;
}

export interface ThrottleOptions {
  /** The counts' own SQLite file; null counts in memory. */
  readonly path: string | null;
  readonly now: () => number;
}

export function createThrottle(settings: Settings, { path, now }: ThrottleOptions): Throttle {
  const counters = openCounters({ path, now, window: settings.loginAttemptWindow * 1000 });
  /** Successes that share a commit with the next attempt: until then other processes count them as failed. */
  let successes: Keys[] = [];
  let timer: NodeJS.Timeout | undefined;

  function together(work: () => void): void {
    counters.together(() => {
      for (const { account, address } of successes) {
        counters.forget(account);
        counters.takeBack(address);
      }
      work();
    });
    successes = [];
    clearTimeout(timer);
    timer = undefined;
  }

  function keepSuccesses(): void {
    try {
      if (successes.length > 0) together(() => {});
    } catch {
      // They wait for the next attempt, which is refused where the counts cannot be kept.
    }
  }

  /** Counts one more under a key; the refusal where that is past the limit. */
  function count(key: string, limit: number, whom: Attempt["whom"]): AuthError | null {
    const { count, endsAt } = counters.add(key);
    if (count <= limit) return null;
    const retryAfter = Math.max(1, Math.ceil((endsAt - now()) / 1000));
    return new AuthError(
      "too_many_logins",
      { retryAfter },
      {
        logReason: count === limit + 1 ? LOCKED : "locked before",
        audit: { reason: "still_locked", ...whom },
      },
    );
  }

  function take(attempt: Attempt): CountedAttempt {
    const keys = keysOf(attempt);
    const { loginAttemptsPerAddress, loginAttemptsPerAccount } = settings;
    let refusal: AuthError | null = null;
    together(() => {
      refusal =
        count(keys.address, loginAttemptsPerAddress, attempt.whom) ??
        count(keys.account, loginAttemptsPerAccount, attempt.whom);
    });
    if (refusal !== null) throw refusal;
    return {
      succeeded() {
        successes.push(keys);
        timer ??= setTimeout(keepSuccesses, SUCCESS_DELAY).unref();
      },
      undo: () =>
        together(() => {
          counters.takeBack(keys.account);
          counters.takeBack(keys.address);
        }),
    };
  }

  return {
    take,
    lockedUntil(account) {
      keepSuccesses();
      const counted = counters.read(accountKey(account, null));
      return counted !== null && counted.count > settings.loginAttemptsPerAccount ? counted.endsAt : null;
    },
    unlock(account, devices) {
      together(() => {
        for (const device of [null, ...devices]) counters.forget(accountKey(account, device));
      });
    },
    close() {
      keepSuccesses();
      clearTimeout(timer);
      counters.close();
    },
  };
}

/** The counters of an attempt. */
interface Keys {
  readonly account: string;
  readonly address: string;
}

/**
 * A known device has a count of its own, so that a stranger's guesses never lock the owner out; a cookie brings one
 * count, wherever it is sent from.
 */
function keysOf({ account, ip, knownBy }: Attempt): Keys {
  return { address: `address ${addressKey(ip)}`, account: accountKey(account, knownBy) };
}

/**
 * What was typed as a user name may be a password: the counters hold only its hash. It may be any text, that of another
 * name and its device too: as JSON the two parts stay apart.
 */
function accountKey(account: string, knownBy: string | null): string {
  const counted = JSON.stringify([account, knownBy]);
  return `account ${createHash("sha256").update(counted).digest("base64url")}`;
}
