import { hash } from "@node-rs/argon2";
import BetterSqlite from "better-sqlite3";
import { newId } from "../src/ids.ts";
import { migrateTo } from "../src/store/migrate.ts";
import { openSqlite } from "../src/store/sqlite.ts";

/** How many rows to make. */
export interface Sizes {
  readonly users: number;
  readonly sessions: number;
  readonly events: number;
}

export interface FillOptions extends Sizes {
  /** The database file; made and migrated where there is none. */
  readonly path: string;
  /** Of everybody, and of the superuser "admin". */
  readonly password: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Leave events as if they were sealed already, so that no server spends minutes on it. */
  readonly skipsSealing?: boolean;
  readonly onProgress?: (table: string, done: number, total: number) => void;
}

const DAY = 86_400_000;
const TOGETHER = 20_000;
const FIRST = ["ada", "alan", "barbara", "edsger", "frances", "grace", "ken", "linus", "margaret", "radia"];
const LAST = ["allen", "dijkstra", "hamilton", "hopper", "knuth", "liskov", "perlman", "ritchie", "turing"];
const AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** Groups by what part of all users is in them; of each at least {@link FEWEST}. */
const GROUPS = { everybody: 0.5, some: 0.01, few: 0 } as const;
const FEWEST = 40;

type Cell = string | number | null;

/**
 * Fills a SQLite database with made-up people. One password is hashed, once. Indexes are made when the rows are there,
 * which takes a fifth of the time.
 */
export async function fillDatabase(options: FillOptions): Promise<void> {
  const { path, users, sessions, events, now, onProgress = () => {} } = options;
  const store = await openSqlite(path);
  await migrateTo(store, "latest");
  await store.close();
  const database = new BetterSqlite(path);
  database.pragma("synchronous = OFF");
  const indexes = database
    .prepare<[], { name: string; sql: string }>(
      "select name, sql from sqlite_master where type = 'index' and tbl_name in ('users', 'sessions', 'events') and sql is not null",
    )
    .all();
  for (const { name } of indexes) database.exec(`drop index ${name}`);
  const fill = (table: string, count: number, row: (n: number) => Record<string, Cell>) =>
    insertRows(database, table, count, row, (done) => onProgress(table, done, count));
  const passwordHash = await hash(options.password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const userIds = Array.from({ length: users }, (_, n) => idAt(now - 365 * DAY, 365 * DAY, n, users));
  const userId = (n: number) => userIds[n % users] ?? "";
  fill("users", users, (n) => userRow(n, userId(n), { now, users, passwordHash }));
  for (const [name, share] of Object.entries(GROUPS)) {
    const id = `group-${name}`;
    database.prepare("insert into groups values (?, ?, ?, ?, ?)").run(id, name, name, now, now);
    const members = Math.min(users, Math.max(FEWEST, Math.floor(users * share)));
    const every = Math.floor(users / members);
    fill("user_groups", members, (n) => ({ user_id: userId(n * every), group_id: id }));
  }
  fill("sessions", sessions, (n) => sessionRow(n, userId(scatter(n)), now, sessions));
  fill("events", events, (n) => ({
    ...eventRow(n, userId(scatter(n)), now, events),
    hash: options.skipsSealing === true ? "not sealed" : null,
  }));
  for (const [index, { sql }] of indexes.entries()) {
    database.exec(sql);
    onProgress("indexes", index + 1, indexes.length);
  }
  database.pragma("wal_checkpoint(TRUNCATE)");
  database.close();
}

function insertRows(
  database: BetterSqlite.Database,
  table: string,
  count: number,
  row: (n: number) => Record<string, Cell>,
  onProgress: (done: number) => void,
): void {
  if (count === 0) return;
  const columns = Object.keys(row(0));
  const places = columns.map((column) => `@${column}`).join(", ");
  const insert = database.prepare(`insert into ${table} (${columns.join(", ")}) values (${places})`);
  const insertBatch = database.transaction((from: number, to: number) => {
    for (let n = from; n < to; n++) insert.run(row(n));
  });
  for (let from = 0; from < count; from += TOGETHER) {
    const to = Math.min(count, from + TOGETHER);
    insertBatch(from, to);
    onProgress(to);
  }
}

interface People {
  readonly now: number;
  readonly users: number;
  readonly passwordHash: string;
}

/** The first is the superuser "admin", the next four are staff. Names lie in another order than ids. */
function userRow(n: number, id: string, { now, users, passwordHash }: People): Record<string, Cell> {
  const mixed = scatter(n);
  const username =
    n === 0 ? "admin" : `${FIRST[mixed % FIRST.length]}.${LAST[(mixed >> 5) % LAST.length]}${n}`;
  const email = n % 20 === 1 ? "" : `${username}@example.org`;
  const createdAt = now - 365 * DAY + Math.floor((n / users) * 365 * DAY);
  return {
    id,
    username,
    username_key: username,
    email,
    email_key: email === "" ? null : email,
    first_name: "",
    last_name: "",
    password_hash: passwordHash,
    is_active: n % 33 === 32 ? 0 : 1,
    is_staff: n < 5 ? 1 : 0,
    is_superuser: n === 0 ? 1 : 0,
    password_changed_at: createdAt,
    last_login_at: n % 10 === 9 ? null : now - (mixed % 1000) * (DAY / 10),
    created_at: createdAt,
    updated_at: createdAt,
  };
}

/** Spread over thirty days; those of the last day are live, but for one in five that was signed out. */
function sessionRow(n: number, userId: string, now: number, sessions: number): Record<string, Cell> {
  const startedAt = now - 30 * DAY + Math.floor((n / sessions) * 30 * DAY);
  return {
    id: idAt(now - 30 * DAY, 30 * DAY, n, sessions),
    user_id: userId,
    generation: 1,
    rotated_at: startedAt,
    seen_generation: 0,
    created_at: startedAt,
    last_used_at: startedAt,
    idle_expires_at: startedAt + DAY,
    expires_at: startedAt + 30 * DAY,
    revoked_at: n % 5 === 0 ? Math.min(now - DAY, startedAt + DAY / 2) : null,
    revoke_reason: n % 5 === 0 ? "sign_out" : null,
    version: 0,
    user_agent: AGENT,
    ip: addressOf(n),
    authenticated_at: startedAt,
  };
}

/** Of ten events six are refreshes and three are sign-ins; of forty one is refused. */
function eventRow(n: number, userId: string, now: number, events: number): Record<string, Cell> {
  const type = n % 10 < 6 ? "refresh" : n % 10 < 9 ? "sign_in" : "sign_out";
  const isRefused = type === "sign_in" && n % 40 === 8;
  return {
    at: now - 30 * DAY + Math.floor((n / events) * 30 * DAY),
    type,
    outcome: isRefused ? "wrong_password" : "ok",
    user_id: userId,
    session_id: null,
    ip: addressOf(n),
    user_agent: AGENT,
    request_id: null,
  };
}

/** Ids that tell their time, as real ones do. */
function idAt(from: number, span: number, n: number, count: number): string {
  return newId(from + Math.floor((n / count) * span), (size) => {
    const bytes = Buffer.alloc(size);
    bytes.writeUInt32BE(n, size - 4);
    return bytes;
  });
}

function addressOf(n: number): string {
  return `198.51.${(n >> 8) % 256}.${n % 256}`;
}

/** Whole numbers in no apparent order, the same each time (Knuth's multiplicative hash). */
function scatter(n: number): number {
  return Number((BigInt(n) * 2_654_435_761n) % 4_294_967_296n);
}
