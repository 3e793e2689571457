import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Auth, createAuth, createUser } from "../../src/index.ts";
import { createApp } from "../../src/server/app.ts";
import { createFirstUser } from "../../src/server/first-user.ts";

const PASSWORD = "correct horse battery staple";
let folder: string;
let auth: Auth;
let url: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "wafer-full-"));
  auth = await createAuth(
    { secret: "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE", database: `sqlite:${join(folder, "wafer.db")}` },
    { migrate: true },
  );
  await createUser(auth, { username: "alice", password: PASSWORD });
  const app = await createApp({
    auth,
    firstUser: createFirstUser(auth, false),
    log: pino({ level: "silent" }),
  });
  url = await app.listen({ host: "127.0.0.1", port: 0 });
  stop = () => app.close();
});
afterAll(async () => {
  await stop();
  await auth.close();
  rmSync(folder, { recursive: true });
});

const signIn = () =>
  fetch(`${url}/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "alice", password: PASSWORD }),
  });

/** The connection may use no further page, as on a disk that has just filled up. */
const fillDisk = () => sql`pragma max_page_count = 1`.execute(auth.store.db);
const emptyDisk = () => sql`pragma max_page_count = 1073741823`.execute(auth.store.db);

async function rowCounts(): Promise<number[]> {
  const counts = [
    sql<{ n: number }>`select count(*) n from sessions`,
    sql<{ n: number }>`select count(*) n from events`,
  ];
  return Promise.all(counts.map(async (count) => (await count.execute(auth.store.db)).rows[0]?.n ?? -1));
}

describe("while the disk is full", () => {
  it("sign-in says 503 with Retry-After, sets no cookie, and leaves nothing half-written", async () => {
    await fillDisk();
    const before = await rowCounts();
    let refused = await signIn();
    for (let tries = 0; refused.status === 200 && tries < 200; tries++) refused = await signIn();
    const afterFull = await rowCounts();
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(refused.headers.getSetCookie()).toEqual([]);
    expect(await refused.json()).toMatchObject({ code: "store_unavailable" });
    const [sessions = 0, events = 0] = afterFull.map((count, index) => count - (before[index] ?? 0));
    expect(sessions).toBe(events);
  });

  it("works again by itself once there is space", async () => {
    await emptyDisk();
    expect((await signIn()).status).toBe(200);
  });
});
