import type { Kysely } from "kysely";
import type { Database } from "./schema.ts";

/** A query runner: the store's own, or a transaction's. */
export type Db = Kysely<Database>;

/**
 * The port every engine fulfils. What an engine must do is told by the conformance suite in test/stores/.
 * Where the database itself fails (disk full, read-only, busy), queries reject with a StoreError.
 */
export interface Store {
  readonly engine: "sqlite";
  /** Where the data lives, for messages: a path. Never holds a password. */
  readonly location: string;
  /** @throws while a transaction of the same flow of calls runs: there, use the `db` it was given. */
  readonly db: Db;
  /**
   * Runs `work` atomically: all of it is kept, or none. Writers queue; nobody sees a busy error. Keep `work` short
   * and let it use only the `db` it is given: everything else waits for it. Transactions do not nest.
   */
  transaction<Result>(work: (db: Db) => Promise<Result>): Promise<Result>;
  /** True for the error an insert or update throws when a unique column already holds the value. */
  isUniqueViolation(error: unknown): boolean;
  /** Waits for what is running, then closes. Calling it again does nothing. */
  close(): Promise<void>;
}
