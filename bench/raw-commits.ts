import { join } from "node:path";
import BetterSqlite from "better-sqlite3";

/** SQLite and nothing else: a function that moves one row on, as a refresh does, in one durable commit. */
export function openRawCommits(folder: string): () => void {
  const database = new BetterSqlite(join(folder, "raw.db"));
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec(`
    create table if not exists sessions (id text primary key, generation integer not null);
    insert or ignore into sessions values ('one', 1);`);
  const begin = database.prepare("begin immediate");
  const move = database.prepare("update sessions set generation = generation + 1 where id = 'one'");
  const commit = database.prepare("commit");
  return () => {
    begin.run();
    move.run();
    commit.run();
  };
}
