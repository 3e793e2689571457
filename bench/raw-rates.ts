import { availableParallelism } from "node:os";
import { join } from "node:path";
import { hash, verify } from "@node-rs/argon2";
import BetterSqlite from "better-sqlite3";
import { answerQuestions } from "./child.ts";
import type { Load } from "./load.ts";
import { PASSWORD } from "./people.ts";

/** The cost that src/passwords/hasher.ts has. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** argon2id verifications, one per core at a time, and nothing else. */
async function hashes({ seconds }: { seconds: number }): Promise<Load> {
  const stored = await hash(PASSWORD, COST);
  const startedAt = performance.now();
  let count = 0;
  const worker = async () => {
    while (performance.now() - startedAt < seconds * 1000) {
      await verify(stored, PASSWORD);
      count++;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return { count, seconds: (performance.now() - startedAt) / 1000 };
}

/** Durable commits one after the other: one row moved on, one event written, as a refresh does. */
function commits({ folder, seconds }: { folder: string; seconds: number }): Load {
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
  const startedAt = performance.now();
  let count = 0;
  for (; performance.now() - startedAt < seconds * 1000; count++) {
    begin.run();
    move.run();
    record.run(Date.now());
    commit.run();
  }
  database.close();
  return { count, seconds: (performance.now() - startedAt) / 1000 };
}

const handlers = { hashes, commits };

export type RawRates = typeof handlers;
answerQuestions(handlers);
