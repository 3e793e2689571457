import { SettingsError } from "../settings/settings.ts";
import { openSqlite, type SqliteOptions } from "./sqlite.ts";
import type { Store } from "./store.ts";

/**
 * Opens the store that a database address names: `sqlite:PATH` or `sqlite::memory:`.
 *
 * @throws {SettingsError} for an address of no known engine
 * @throws {StoreError} when it cannot be opened
 */
export async function openStore(
  database: string,
  options: Pick<SqliteOptions, "mustExist"> = {},
): Promise<Store> {
  return openSqlite(sqlitePathOf(database), options);
}

/** The file of a SQLite address. */
export function sqlitePathOf(database: string): string {
  const path = /^(?:sqlite|file):(?:\/\/(?=\/))?(.+)$/.exec(database)?.[1];
  if (path === undefined) {
    throw new SettingsError([
      "database (DATABASE_URL) must be sqlite:PATH, for example sqlite:.wafer/wafer.db: this version stores in SQLite only",
    ]);
  }
  return path;
}

/** The counters lie beside the data, in a file of their own for each database; in memory where the data is. */
export function throttlePathOf(database: string): string | null {
  const path = sqlitePathOf(database);
  return path === ":memory:" ? null : `${path}-throttle`;
}
