import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import BetterSqlite from "better-sqlite3";
import { type Auth, createAuth, createUser } from "../src/index.ts";
import { refreshSession } from "../src/routes/refresh-session.ts";
import { createApp } from "../src/server/app.ts";
import { createFirstUser } from "../src/server/first-user.ts";
import { createLog } from "../src/server/log.ts";
import { findSession, type SessionRow } from "../src/sessions/session.ts";
import type { Claims } from "../src/tokens/kinds.ts";
import { Child } from "./child.ts";
import type { LoadGenerator } from "./load.ts";
import { rateOf } from "./logins.ts";
import { median } from "./mann-whitney.ts";
import { ORIGIN, PASSWORD } from "./people.ts";
import type { Plan } from "./plan.ts";
import type { Section } from "./table.ts";

const FEW = 10_000;
const MANY = 10_000_000;
/** Refreshes on their way at a time, each of another session anywhere in the table. */
const TOGETHER = 50;

/** Requests of one measurement over HTTP. */
const REQUESTS = 200 * TOGETHER;

interface Rates {
  /** Refreshes a second without HTTP. */
  readonly alone: number;
  /** POST /token/refresh a second. */
  readonly posted: number;
}

/** Refresh in a table of ten million sessions, against one of ten thousand. */
export async function measureRows({ folder, rounds, seconds }: Plan): Promise<Section> {
  const load = new Child<LoadGenerator>("./load.ts");
  const few = await start(join(folder, "few"), FEW);
  const many = await start(join(folder, "many"), MANY);
  const rates = async (subject: Subject): Promise<Rates> => ({
    alone: await rate(subject, seconds),
    posted: await postedRate(subject, load),
  });
  const taken: { few: Rates; many: Rates }[] = [];
  for (let round = -1; round < rounds; round++) {
    const one = { few: await rates(few), many: await rates(many) };
    if (round >= 0) taken.push(one);
  }
  await Promise.all([few.stop(), many.stop(), load.stop()]);
  const each = (read: (round: (typeof taken)[number]) => number) => median(taken.map(read));
  const [fewer, more] = [FEW, MANY].map((count) => `${count.toLocaleString("en")} sessions`);
  return {
    title: `Refresh, ${TOGETHER} at a time, every commit synced to disk`,
    rows: [
      { name: `POST /token/refresh, ${fewer}`, value: each(({ few }) => few.posted), unit: "req/s" },
      { name: `POST /token/refresh, ${more}`, value: each(({ many }) => many.posted), unit: "req/s" },
      {
        name: "time with many / with few",
        value: each(({ few, many }) => few.posted / many.posted),
        unit: "x",
        atMost: 1.2,
      },
      { name: `without HTTP, ${fewer}`, value: each(({ few }) => few.alone), unit: "ops/s" },
      { name: `without HTTP, ${more}`, value: each(({ many }) => many.alone), unit: "ops/s" },
      {
        name: "time with many / with few",
        value: each(({ few, many }) => few.alone / many.alone),
        unit: "x",
      },
    ],
  };
}

interface Subject {
  readonly auth: Auth;
  readonly url: string;
  readonly count: number;
  /** A session as all were at the start. */
  readonly fresh: SessionRow;
  /** Generations of the sessions that have moved on. */
  readonly generations: Map<string, number>;
  stop(): Promise<void>;
}

async function start(folder: string, count: number): Promise<Subject> {
  mkdirSync(folder);
  const path = join(folder, "wafer.db");
  const secret = randomBytes(48).toString("base64url");
  const auth = await createAuth({ secret, origin: ORIGIN, database: `sqlite:${path}` }, { migrate: true });
  const user = await createUser(auth, { username: "ada", password: PASSWORD });
  fill(path, user.id, count, auth.now());
  const fresh = await findSession(auth.store.db, idOf(0));
  if (fresh === null) throw new Error("the first session is missing");
  const log = createLog({ logLevel: "silent" });
  const app = await createApp({ auth, firstUser: createFirstUser(auth, false), log });
  await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    auth,
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    count,
    fresh,
    generations: new Map(),
    async stop() {
      await app.close();
      await auth.close();
    },
  };
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

async function refreshOne(subject: Subject): Promise<void> {
  const { auth, fresh, generations } = subject;
  const id = randomId(subject);
  const gen = generations.get(id) ?? 1;
  const claims: Claims = {
    token_type: "refresh",
    user_id: fresh.user_id,
    sid: id,
    gen,
    iat: 0,
    exp: 0,
    jti: "",
  };
  const { session } = await refreshSession(claims, REQUEST, auth);
  generations.set(id, session.generation);
}

const REQUEST = { method: "POST", url: "/token/refresh", ip: "192.0.2.1", header: () => undefined };

/** POST /token/refresh a second, each of another session. */
async function postedRate(subject: Subject, load: Child<LoadGenerator>): Promise<number> {
  const { auth, url, fresh, generations } = subject;
  const ids = new Set<string>();
  while (ids.size < Math.min(REQUESTS, subject.count)) ids.add(randomId(subject));
  const jars = [...ids].map((id) => {
    const generation = generations.get(id) ?? 1;
    return `${auth.cookieNames.refresh}=${auth.tokens.mint("refresh", { ...fresh, id, generation }).value}`;
  });
  const done = await load.ask("refreshEach", { url, jars, connections: TOGETHER });
  for (const id of ids) generations.set(id, (generations.get(id) ?? 1) + 1);
  return rateOf(done);
}

function randomId({ count }: Subject): string {
  return idOf(Math.floor(Math.random() * count));
}

function idOf(index: number): string {
  return index.toString().padStart(32, "0");
}
