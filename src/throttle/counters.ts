import BetterSqlite from "better-sqlite3";
import { makeFile } from "../store/sqlite.ts";
import { toStoreError } from "../store/store-error.ts";

/** Counts events per key in fixed windows. A window begins with a key's first event and is never extended. */
export interface Counters {
  /** Counts one more and tells the count in the window, and when the window ends (milliseconds since 1970). */
  add(key: string): { readonly count: number; readonly endsAt: number };
  /** The count of the present window, without counting; null where there is none. */
  read(key: string): { readonly count: number; readonly endsAt: number } | null;
  /** Takes one back. */
  takeBack(key: string): void;
  forget(key: string): void;
  /** Keeps all that the work does with one commit. */
  together(work: () => void): void;
  close(): void;
}

export interface CounterOptions {
  /** A SQLite file, kept over restarts and shared by the processes of one machine; null counts in memory. */
  readonly path: string | null;
  /** Length of a window in milliseconds. */
  readonly window: number;
  readonly now: () => number;
}

/** Windows that ended are deleted once in so many counts. */
const CLEAN_INTERVAL = 1_000;

/**
 * Milliseconds by which a window may end later than one that begins now: who waited for the lock has read the clock
 * before, and clocks are set. One that ends later still was begun under a clock that was far ahead: it is over.
 */
const MARGIN = 10_000;

/**
 * One statement counts, so that processes cannot count past each other. A file apart from the data: its commits need
 * no fsync, since a power cut may forget a count.
 *
 * @throws {StoreError} when the file cannot be used
 */
export function openCounters({ path, window, now }: CounterOptions): Counters {
  const file = path ?? ":memory:";
  const database = open(file);
  const add = database.prepare<[string, number, number, number], { count: number; ends_at: number }>(
    `insert into counters values (?, 1, ?) on conflict (key) do update set
       count = case when ends_at <= ? or ends_at > excluded.ends_at + ${MARGIN} then 1 else count + 1 end,
       ends_at = case when ends_at <= ? or ends_at > excluded.ends_at + ${MARGIN} then excluded.ends_at else ends_at end
     returning count, ends_at`,
  );
  const read = database.prepare<[string, number, number], { count: number; ends_at: number }>(
    "select count, ends_at from counters where key = ? and ends_at > ? and ends_at <= ?",
  );
  const takeBack = database.prepare("update counters set count = count - 1 where key = ?");
  const forget = database.prepare("delete from counters where key = ?");
  const clean = database.prepare("delete from counters where ends_at <= ? or ends_at > ?");
  const inTransaction = database.transaction((work: () => void) => work());
  let untilClean = 0;

  return {
    add: (key) =>
      orStoreError(file, () => {
        const at = now();
        if (untilClean-- <= 0) {
          clean.run(at, at + window + MARGIN);
          untilClean = CLEAN_INTERVAL;
        }
        const row = add.get(key, at + window, at, at);
        if (row === undefined) throw new Error("the counter was not returned");
        return { count: row.count, endsAt: row.ends_at };
      }),
    read: (key) =>
      orStoreError(file, () => {
        const at = now();
        const row = read.get(key, at, at + window + MARGIN);
        return row === undefined ? null : { count: row.count, endsAt: row.ends_at };
      }),
    takeBack: (key) => void orStoreError(file, () => takeBack.run(key)),
    forget: (key) => void orStoreError(file, () => forget.run(key)),
    together: (work) => orStoreError(file, () => inTransaction.immediate(work)),
    close: () => void database.close(),
  };
}

function open(file: string): BetterSqlite.Database {
  return orStoreError(file, () => {
    if (file !== ":memory:") makeFile(file);
    const database = new BetterSqlite(file, { timeout: 250 });
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = NORMAL");
    database.exec(
      "create table if not exists counters (key text primary key, count integer not null, ends_at integer not null) without rowid",
    );
    return database;
  });
}

function orStoreError<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error, file) ?? error;
  }
}
