import BetterSqlite from "better-sqlite3";
import { sql } from "kysely";
import { pino } from "pino";
import { expect, it, onTestFinished } from "vitest";
import { requireUser } from "../../src/adapters/fastify.ts";
import { catchUp, createAuth, createUser } from "../../src/index.ts";
import { createApp } from "../../src/server/app.ts";
import { createFirstUser } from "../../src/server/first-user.ts";
import { Client } from "../http/client.ts";
import { ORIGIN, PASSWORD, SECRET } from "../http/serve.ts";
import { temporaryPath } from "../stores/temporary.ts";

/** The server with a route of one's own, a client of ada's, and the time in the test's hands. */
async function started(database = "sqlite::memory:") {
  const clock = { now: Date.now() };
  const settings = { secret: SECRET, origin: ORIGIN, database };
  const auth = await createAuth(settings, { migrate: true, now: () => clock.now });
  await createUser(auth, { username: "ada", password: PASSWORD });
  const firstUser = createFirstUser(auth, false);
  const app = await createApp({ auth, firstUser, log: pino({ level: "silent" }) });
  app.get("/notes", { onRequest: requireUser(auth) }, async () => ({ notes: [] }));
  const client = new Client(await app.listen({ host: "127.0.0.1", port: 0 }), ORIGIN);
  onTestFinished(async () => {
    await app.close();
    await auth.close();
  });
  await client.signIn("ada", PASSWORD);
  expect((await client.get("/notes")).status).toBe(200);
  return { auth, clock, client };
}

it("takes nobody for signed in while sign-outs of other servers cannot be read, and recovers by itself", async () => {
  const { auth, clock, client } = await started();
  await sql`alter table sessions rename to away`.execute(auth.store.db);
  clock.now += 5_001;
  const refused = await client.get("/notes");
  expect([refused.status, refused.json["code"]]).toEqual([503, "store_unavailable"]);
  expect(refused.cookies).toEqual([]);

  await sql`alter table away rename to sessions`.execute(auth.store.db);
  expect((await client.get("/notes")).status).toBe(200);
});

it("reads nothing before a request while what it knows is fresh", async () => {
  const { auth, clock } = await started();
  const failures: unknown[] = [];
  const watched = { ...auth, log: { ...auth.log, error: (line: unknown) => void failures.push(line) } };
  auth.revocations.stop();
  await sql`alter table sessions rename to away`.execute(auth.store.db);
  await catchUp(watched);
  expect(failures).toHaveLength(0);
  clock.now += 5_001;
  await catchUp(watched);
  expect(failures).toHaveLength(1);
});

it("reads sign-outs on while another process holds the write lock and writers of this one wait for it", async () => {
  const path = temporaryPath();
  const { auth, clock, client } = await started(`sqlite:${path}`);
  const other = new BetterSqlite(path);
  other.exec("begin immediate");
  const waiting = auth.store.transaction(async () => "written");
  clock.now += 5_001;
  expect((await client.get("/notes")).status).toBe(200);
  other.exec("update sessions set revoked_at = (select max(created_at) from sessions) + 5001; commit");
  other.close();
  expect(await waiting).toBe("written");
  await auth.revocations.catchUp();
  expect((await client.get("/notes")).status).toBe(401);
});

it("knows a sign-out again after the clock was ahead for a moment", async () => {
  const { auth, clock, client } = await started();
  const copy = client.copy();
  await client.post("/logout");
  clock.now += 20_000;
  await auth.revocations.catchUp();
  clock.now += 3_600_000;
  await auth.revocations.catchUp();
  clock.now -= 3_600_000;
  expect((await copy.get("/notes")).status).toBe(401);
});

it("takes no access token of a clock that was ahead, as it would outlive its sign-out; a refresh helps", async () => {
  const { clock, client } = await started();
  clock.now += 3_600_000;
  await client.post("/token/refresh");
  clock.now -= 3_600_000;
  const ahead = client.copy();
  expect((await client.get("/notes")).status).toBe(401);
  expect((await client.post("/token/refresh")).status).toBe(200);
  expect((await client.get("/notes")).status).toBe(200);
  await client.post("/logout");
  for (const later of [0, 330_000, 3_000_000, 3_400_000]) {
    clock.now += later;
    expect((await ahead.get("/notes")).status).toBe(401);
  }
});
