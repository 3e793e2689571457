import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { type Auth, createAuth, createUser } from "../src/index.ts";
import { refreshSession } from "../src/routes/refresh-session.ts";
import type { Claims } from "../src/tokens/kinds.ts";
import { median } from "./mann-whitney.ts";
import { ORIGIN, PASSWORD } from "./people.ts";
import type { Plan } from "./plan.ts";
import type { Section } from "./table.ts";

const FEW = 10_000;
const MANY = 10_000_000;
/** Refreshes on their way at a time, each of another session anywhere in the table. */
const TOGETHER = 50;

/** Refresh in a table of ten million sessions, against one of ten thousand. */
export async function measureRows({ folder, rounds, seconds }: Plan): Promise<Section> {
  const few = await start(join(folder, "few"), FEW);
  const many = await start(join(folder, "many"), MANY);
  const taken: { few: number; many: number }[] = [];
  for (let round = -1; round < rounds; round++) {
    const one = { few: await rate(few, seconds), many: await rate(many, seconds) };
    if (round >= 0) taken.push(one);
  }
  await Promise.all([few.auth.close(), many.auth.close()]);
  const each = (read: (round: (typeof taken)[number]) => number) => median(taken.map(read));
  return {
    title: `Refresh, ${TOGETHER} at a time, every commit synced to disk`,
    rows: [
      { name: `${FEW.toLocaleString("en")} sessions`, value: each(({ few }) => few), unit: "ops/s" },
      { name: `${MANY.toLocaleString("en")} sessions`, value: each(({ many }) => many), unit: "ops/s" },
      {
        name: "time with many / with few",
        value: each(({ few, many }) => few / many),
        unit: "x",
        atMost: 1.2,
      },
    ],
  };
}

interface Subject {
  readonly auth: Auth;
  readonly userId: string;
  readonly count: number;
  /** Generations of the sessions that have moved on. */
  readonly generations: Map<string, number>;
}

async function start(folder: string, count: number): Promise<Subject> {
  mkdirSync(folder);
  const path = join(folder, "wafer.db");
  const secret = randomBytes(48).toString("base64url");
  const auth = await createAuth({ secret, origin: ORIGIN, database: `sqlite:${path}` }, { migrate: true });
  const user = await createUser(auth, { username: "ada", password: PASSWORD });
  fill(path, user.id, count, auth.now());
  return { auth, userId: user.id, count, generations: new Map() };
}

/** The indexes are made once the rows are there, which takes a fifth of the time. */
function fill(path: string, userId: string, count: number, now: number): void {
  const database = new BetterSqlite(path);
  database.pragma("synchronous = OFF");
  const indexes = database
    .prepare<[], { name: string; sql: string }>(
      "select name, sql from sqlite_master where type = 'index' and tbl_name = 'sessions' and sql is not null",
    )
    .all();
  for (const { name } of indexes) database.exec(`drop index ${name}`);
  database
    .prepare(
      `with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n + 1 < ?)
       insert into sessions (id, user_id, generation, rotated_at, seen_generation, created_at, last_used_at,
         idle_expires_at, expires_at, version, user_agent, ip)
       select printf('%032d', n), ?, 1, ?, 0, ?, ?, ?, ?, 0, 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0', '192.0.2.1'
       from numbers`,
    )
    .run(count, userId, now, now, now, now + 86_400_000, now + 2_592_000_000);
  for (const { sql } of indexes) database.exec(sql);
  database.pragma("wal_checkpoint(TRUNCATE)");
  database.close();
}

/** Refreshes per second. */
async function rate(subject: Subject, seconds: number): Promise<number> {
  const startedAt = performance.now();
  const end = startedAt + seconds * 1000;
  let count = 0;
  const worker = async () => {
    for (; performance.now() < end; count++) await refreshOne(subject);
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  return (count * 1000) / (performance.now() - startedAt);
}

async function refreshOne({ auth, userId, count, generations }: Subject): Promise<void> {
  const id = Math.floor(Math.random() * count)
    .toString()
    .padStart(32, "0");
  const gen = generations.get(id) ?? 1;
  const claims: Claims = { token_type: "refresh", user_id: userId, sid: id, gen, iat: 0, exp: 0, jti: "" };
  const { session } = await refreshSession(claims, REQUEST, auth);
  generations.set(id, session.generation);
}

const REQUEST = { method: "POST", url: "/token/refresh", ip: "192.0.2.1", header: () => undefined };
