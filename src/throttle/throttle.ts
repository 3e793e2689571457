import { createHash } from "node:crypto";
import BetterSqlite from "better-sqlite3";
import type { RateLimiterAbstract } from "rate-limiter-flexible";
import RateLimiterMemory from "rate-limiter-flexible/lib/RateLimiterMemory.js";
import RateLimiterSQLite from "rate-limiter-flexible/lib/RateLimiterSQLite.js";
import { AuthError } from "../errors.ts";
import { addressKey } from "../request/client-address.ts";
import type { Settings } from "../settings/table.ts";
import { makeFile } from "../store/sqlite.ts";
import { toStoreError } from "../store/store-error.ts";

/** Who tries: the account (a user's id, or the canonical name typed), the address, and whether the device is known. */
export interface Attempt {
  readonly account: string;
  readonly ip: string;
  readonly isKnownDevice: boolean;
}

/** An attempt that was counted as failed until one of these is called. */
export interface CountedAttempt {
  /** The password was right: the account's count starts anew. */
  succeeded(): Promise<void>;
  /** Nothing was tried, since the server was busy: this attempt does not count. */
  undo(): Promise<void>;
}

/** Counts failed sign-ins per account and per address. */
export interface Throttle {
  /**
   * Counts an attempt before any work is done on it, so that parallel guesses cannot slip past the count.
   *
   * @throws {AuthError} too_many_logins with retryAfter in seconds
   */
  take(attempt: Attempt): Promise<CountedAttempt>;
  close(): void;
}

/**
 * @param path the throttle's own SQLite file, kept over restarts and shared by the processes of one machine; null
 * counts in memory. A file apart from the data, since its commits need no fsync.
 */
export function createThrottle(settings: Settings, path: string | null): Throttle {
  const client = path === null ? null : openCounters(path);
  const asStoreError = (error: unknown) => toStoreError(error, path ?? ":memory:") ?? error;
  const limiter = (name: string, points: number) =>
    createLimiter(name, points, settings.loginAttemptWindow, client);
  const accounts = limiter("account", settings.loginAttemptsPerAccount);
  const addresses = limiter("address", settings.loginAttemptsPerAddress);

  async function take(attempt: Attempt): Promise<CountedAttempt> {
    const address = addressKey(attempt.ip);
    // A known device has a count of its own, so that a stranger's guesses never lock the owner out.
    const account = digest(attempt.isKnownDevice ? `${attempt.account} from ${address}` : attempt.account);
    await consume(addresses, address, asStoreError);
    await consume(accounts, account, asStoreError);
    return {
      async succeeded() {
        await accounts.delete(account);
        await addresses.reward(address, 1);
      },
      async undo() {
        await accounts.reward(account, 1);
        await addresses.reward(address, 1);
      },
    };
  }

  return { take, close: () => void client?.close() };
}

async function consume(
  limiter: RateLimiterAbstract,
  key: string,
  asStoreError: (error: unknown) => unknown,
): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (refusal instanceof Error) throw asStoreError(refusal);
    const { msBeforeNext } = refusal as { msBeforeNext: number };
    throw new AuthError("too_many_logins", { retryAfter: Math.max(1, Math.ceil(msBeforeNext / 1000)) });
  }
}

function createLimiter(
  name: string,
  points: number,
  duration: number,
  client: BetterSqlite.Database | null,
): RateLimiterAbstract {
  const options = { keyPrefix: name, points, duration };
  if (client === null) return new RateLimiterMemory(options);
  return new RateLimiterSQLite({
    ...options,
    storeClient: client,
    storeType: "better-sqlite3",
    tableName: "attempts",
    tableCreated: true,
    clearExpiredByTimeout: true,
  });
}

function openCounters(path: string): BetterSqlite.Database {
  try {
    makeFile(path);
    const client = new BetterSqlite(path, { timeout: 5_000 });
    client.pragma("journal_mode = WAL");
    client.pragma("synchronous = NORMAL");
    client.exec(
      "create table if not exists attempts (key text primary key, points integer not null default 0, expire integer)",
    );
    return client;
  } catch (error) {
    throw toStoreError(error, path) ?? error;
  }
}

/** What was typed as a user name may be a password: the counters hold only its hash. */
function digest(account: string): string {
  return createHash("sha256").update(account).digest("base64url");
}
