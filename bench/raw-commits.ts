import { join } from "node:path";
import BetterSqlite from "better-sqlite3";

/** SQLite and nothing else: a function that moves one row on and writes one event, as a refresh does, in one durable commit. */
export function openRawCommits(folder: string): () => void {
  const database = new BetterSqlite(join(folder, "raw.db"));
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec(`
    create table if not exists sessions (id text primary key, generation integer not null);
    create table if not exists events (id integer primary key, at integer, type text, session_id text);
    insert or ignore into sessions values ('one', 1);`);
  const begin = database.prepare("begin immediate");
  const move = database.prepare("update sessions set generation = generation + 1 where id = 'one'");
  const record = database.prepare("insert into events (at, type, session_id) values (?, 'refresh', 'one')");
  const commit = database.prepare("commit");
  return () => {
    begin.run();
    move.run();
    record.run(Date.now());
    commit.run();
  };
}
