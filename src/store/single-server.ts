import BetterSqlite from "better-sqlite3";
import { makeFile } from "./sqlite.ts";
import { codeOf, toStoreError } from "./store-error.ts";

export interface ServerClaim {
  /** False when another server process works on the same database. */
  readonly alone: boolean;
  /** Gives the claim up. The end of the process, however it ends, does the same. */
  release(): void;
}

/** Keeps the locks alive where a caller drops the claim: a collected database would close and free its lock. */
const held = new Set<BetterSqlite.Database>();

/**
 * Tells whether this is the only server process on a SQLite file, by an exclusive lock on `${path}.server-lock`.
 * The system frees the lock when the process dies, so kill -9 leaves nothing stale.
 *
 * @throws {StoreError} when the lock file cannot be made.
 */
export function claimSingleServer(path: string): ServerClaim {
  if (path === ":memory:") return { alone: true, release() {} };
  const lockPath = `${path}.server-lock`;
  const lock = open(lockPath);
  try {
    lock.exec("begin exclusive");
  } catch (error) {
    lock.close();
    if (codeOf(error).startsWith("SQLITE_BUSY")) return { alone: false, release() {} };
    throw toStoreError(error, lockPath) ?? error;
  }
  held.add(lock);
  return {
    alone: true,
    release() {
      held.delete(lock);
      lock.close();
    },
  };
}

function open(lockPath: string): BetterSqlite.Database {
  try {
    makeFile(lockPath);
    return new BetterSqlite(lockPath, { timeout: 0 });
  } catch (error) {
    throw toStoreError(error, lockPath) ?? error;
  }
}
