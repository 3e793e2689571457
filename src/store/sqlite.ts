import { AsyncLocalStorage } from "node:async_hooks";
import { accessSync, closeSync, constants, existsSync, openSync } from "node:fs";
import { dirname } from "node:path";
import BetterSqlite from "better-sqlite3";
import { Kysely } from "kysely";
import { makeFolder } from "./make-folder.ts";
import type { Database } from "./schema.ts";
import { type ImmediateAdapter, ImmediateDialect, whenFree } from "./sqlite-dialect.ts";
import type { Db, Store } from "./store.ts";
import { codeOf, StoreError, toStoreError } from "./store-error.ts";

export interface SqliteOptions {
  /** Open an existing database for reading only. @default false */
  readonly readonly?: boolean;
  /** Make none where there is none. @default false */
  readonly mustExist?: boolean;
  /** How long a query waits for a lock of another process, in milliseconds. @default 5000 */
  readonly busyTimeout?: number;
}

/**
 * Opens a SQLite database, made (mode 0600, its folder 0700) where there is none. ":memory:" is a database that
 * ends with the store. Tables are made by migrateTo.
 *
 * @throws {StoreError} "read_only", "no_database", "cannot_open", "corrupt", "disk_full" or "busy".
 * @example const store = await openSqlite(".wafer/wafer.db");
 */
export async function openSqlite(path: string, options: SqliteOptions = {}): Promise<Store> {
  const { readonly = false, mustExist = readonly, busyTimeout = 5000 } = options;
  const database = openFile(path, readonly, mustExist);
  try {
    await whenFree(path, busyTimeout, () => configure(database));
  } catch (error) {
    database.close();
    throw error;
  }
  const dialect = new ImmediateDialect({ database, busyTimeout });
  return new SqliteStore(path, new Kysely<Database>({ dialect }), dialect.adapter);
}

class SqliteStore implements Store {
  readonly engine = "sqlite";
  readonly location: string;
  readonly #db: Db;
  readonly #adapter: ImmediateAdapter;
  /** There is one connection, so a transaction that waits for `store.db` would wait for itself, for ever. */
  readonly #transaction = new AsyncLocalStorage<{ running: boolean }>();
  #closed: Promise<void> | null = null;

  constructor(location: string, db: Db, adapter: ImmediateAdapter) {
    this.location = location;
    this.#db = db;
    this.#adapter = adapter;
  }

  get db(): Db {
    if (this.#transaction.getStore()?.running) {
      throw new Error(
        "store.db was used inside a transaction. Use the db that transaction() passes to its work.",
      );
    }
    return this.#db;
  }

  async transaction<Result>(work: (db: Db) => Promise<Result>): Promise<Result> {
    const scope = { running: true };
    try {
      return await this.db
        .transaction()
        .execute((db) => this.#adapter.during(db, () => this.#transaction.run(scope, () => work(db))));
    } finally {
      scope.running = false;
    }
  }

  isUniqueViolation(error: unknown): boolean {
    return ["SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"].includes(codeOf(error));
  }

  close(): Promise<void> {
    // Kysely's destroy neither waits for a transaction nor closes an unused database; holding the connection does both.
    this.#closed ??= this.db.connection().execute((db) => db.destroy());
    return this.#closed;
  }
}

function openFile(path: string, readonly: boolean, mustExist: boolean): BetterSqlite.Database {
  if (mustExist && path !== ":memory:" && !existsSync(path))
    throw new StoreError("no_database", path, "there is no such file");
  try {
    if (!readonly && path !== ":memory:") makeFile(path);
    // SQLite's own wait blocks the event loop; whenFree waits in its place.
    return new BetterSqlite(path, { readonly, timeout: 0 });
  } catch (error) {
    throw toStoreError(error, path) ?? error;
  }
}

/** The -wal and -shm files get the mode of the database, so that nobody else reads password hashes from them. */
export function makeFile(path: string): void {
  makeFolder(dirname(path));
  try {
    // "x": never open a file that exists, since closing it drops the locks this process holds on it (POSIX fcntl).
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
  // Without this SQLite would open the file read-only in silence and fail at the first sign-in.
  accessSync(path, constants.R_OK | constants.W_OK);
}

function configure(database: BetterSqlite.Database): void {
  database.pragma("trusted_schema = OFF");
  database.pragma("foreign_keys = ON");
  if (database.readonly) {
    database.pragma("schema_version");
    return;
  }
  database.pragma("journal_mode = WAL");
  // WAL's default loses the last commits at a power cut: a revoked session would come back.
  database.pragma("synchronous = FULL");
}
