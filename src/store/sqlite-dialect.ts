import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type BetterSqlite from "better-sqlite3";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type Kysely,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
} from "kysely";
import { codeOf, toStoreError } from "./store-error.ts";

export interface ImmediateDialectOptions {
  readonly database: BetterSqlite.Database;
  /** How long a writer waits for another process, in milliseconds. */
  readonly busyTimeout: number;
}

/** Milliseconds between two attempts at a lock. Transactions last about 1 ms, so a waiter gets in soon. */
const RETRY_INTERVAL = 5;

/**
 * Kysely's SQLite dialect with three differences: transactions take the write lock when they begin, waiting for a
 * lock does not block the event loop, and failures of the database come as StoreError.
 */
export class ImmediateDialect extends SqliteDialect {
  readonly adapter: ImmediateAdapter;
  readonly #options: ImmediateDialectOptions;

  constructor(options: ImmediateDialectOptions) {
    super({ database: options.database });
    this.#options = options;
    this.adapter = new ImmediateAdapter(options.database);
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.#options);
  }

  override createAdapter(): ImmediateAdapter {
    return this.adapter;
  }
}

type Runner = Pick<Kysely<unknown>, "isTransaction">;

export interface Result<Row> {
  readonly rows: readonly Row[];
  /** How many rows it changed; 0 of a query that gives rows. */
  readonly changed: number;
}

interface Prepared {
  readonly statement: SqliteStatement;
  readonly givesRows: boolean;
}

/** Runs queries without the steps of Kysely, which take twice as long as a row by its key does. */
export class ImmediateAdapter extends SqliteAdapter {
  readonly #database: BetterSqlite.Database;
  readonly #prepared = new WeakMap<CompiledQuery<unknown>, Prepared>();
  /** The query runner of the transaction that is open. */
  #open: object | null = null;

  constructor(database: BetterSqlite.Database) {
    super();
    this.#database = database;
  }

  /** Does the work of a transaction, of which `db` is the query runner until then. */
  async during<Result>(db: object, work: () => Promise<Result>): Promise<Result> {
    this.#open = db;
    try {
      return await work();
    } finally {
      this.#open = null;
    }
  }

  /**
   * @param query the same object each time, which its statement is kept prepared for
   * @param db the store's query runner, or a transaction's
   * @returns null where the query must wait for its turn: for a transaction to end, or for the lock of another process;
   * and where its own transaction is over, which is Kysely's to refuse
   */
  runAtOnce<Row>(query: CompiledQuery<Row>, parameters: readonly unknown[], db: Runner): Result<Row> | null {
    const { inTransaction } = this.#database;
    if (db.isTransaction ? db !== this.#open || !inTransaction : inTransaction) return null;
    try {
      const { statement, givesRows } = this.#prepared.get(query) ?? this.#prepare(query);
      if (givesRows) return { rows: statement.all(parameters) as Row[], changed: 0 };
      return { rows: [], changed: Number(statement.run(parameters).changes) };
    } catch (error) {
      if (isBusy(error)) return null;
      throw toStoreError(error, this.#database.name) ?? error;
    }
  }

  #prepare(query: CompiledQuery<unknown>): Prepared {
    const statement: SqliteStatement = this.#database.prepare<unknown[]>(query.sql);
    const prepared = { statement, givesRows: statement.reader };
    this.#prepared.set(query, prepared);
    return prepared;
  }
}

class ImmediateDriver extends SqliteDriver {
  readonly #options: ImmediateDialectOptions;
  #connection: DatabaseConnection | null = null;

  constructor(options: ImmediateDialectOptions) {
    super({ database: cachingStatements(options.database) });
    this.#options = options;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#connection ??= patientConnection(await super.acquireConnection(), this.#options);
    return this.#connection;
  }

  /**
   * A deferred transaction that reads, then writes, fails with SQLITE_BUSY_SNAPSHOT when another process wrote in
   * between, whatever the timeout; an immediate one waits at its start.
   */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const begin = this.#options.database.readonly ? "begin" : "begin immediate";
    await connection.executeQuery(CompiledQuery.raw(begin));
  }

  /** SQLite has rolled back by itself after a full disk: a second rollback would hide that error. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#options.database.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** Statements kept prepared; there are far fewer texts than this, but for lists of varying length. */
const MAX_STATEMENTS = 200;

/** Preparing a statement takes longer than running it: the driver asks for each text anew, and gets it kept. */
function cachingStatements(database: BetterSqlite.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => void database.close(),
    prepare(text) {
      const kept = statements.get(text);
      if (kept !== undefined) return kept;
      const oldest = statements.size >= MAX_STATEMENTS ? statements.keys().next().value : undefined;
      if (oldest !== undefined) statements.delete(oldest);
      const prepared: SqliteStatement = database.prepare<unknown[]>(text);
      statements.set(text, prepared);
      return prepared;
    },
  };
}

function patientConnection(
  connection: DatabaseConnection,
  { database, busyTimeout }: ImmediateDialectOptions,
): DatabaseConnection {
  return {
    executeQuery: (query) =>
      // Inside a transaction a retry could repeat half of it. With the lock taken at its start, none is needed.
      database.inTransaction
        ? mapErrors(database.name, () => connection.executeQuery(query))
        : whenFree(database.name, busyTimeout, () => connection.executeQuery(query)),
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  };
}

/**
 * Runs `work` again while another process holds the lock. SQLite's own busy timeout would sleep on the event loop
 * and stop every request of this process.
 *
 * @param timeout milliseconds
 * @throws {StoreError} "busy" when the lock is not free in time, or what else ails the database.
 */
export async function whenFree<Result>(
  path: string,
  timeout: number,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const deadline = performance.now() + timeout;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw toStoreError(error, path) ?? error;
    }
    await sleep(RETRY_INTERVAL);
  }
}

function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith("SQLITE_BUSY");
}

async function mapErrors<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toStoreError(error, path) ?? error;
  }
}
