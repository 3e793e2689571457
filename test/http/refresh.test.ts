import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { countEvents } from "../../src/events/event-hours.ts";
import type { EventType } from "../../src/events/event-types.ts";
import type { SettingsInput } from "../../src/index.ts";
import { HOUR, hourOf } from "../../src/time.ts";
import type { Client } from "./client.ts";
import { ACCESS, CSRF, PASSWORD, REFRESH, serve, type TestServer } from "./serve.ts";
import { startSecond } from "./start-second.ts";

async function started(settings: SettingsInput = {}): Promise<{ server: TestServer; client: Client }> {
  const server = await serve(settings);
  onTestFinished(() => server.close());
  return { server, client: await server.signedIn() };
}

const refresh = (client: Client) => client.post("/token/refresh");
const codeOf = async (answer: ReturnType<typeof refresh>) => (await answer).json["code"];

async function actsOf(server: TestServer, type: EventType) {
  return (await server.acts()).filter((act) => act.type === type);
}

describe("POST /token/refresh", () => {
  it("R-01 gives new cookies and moves the session's one row a generation on", async () => {
    const { server, client } = await started();
    const before = client.copy();
    const answer = await refresh(client);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.json)).toEqual(["user", "csrfToken", "accessExpiresAt", "refreshExpiresAt"]);
    for (const name of [ACCESS, REFRESH, CSRF]) expect(client.cookie(name)).not.toBe(before.cookie(name));
    const rows = await server.auth.store.db.selectFrom("sessions").selectAll().execute();
    expect(rows.map((row) => row.generation)).toEqual([2]);
  });

  it("R-03 answers 50 parallel refreshes of one token with 200, identical token cookies and one generation", async () => {
    const { server, client } = await started();
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(client.copy())));
    expect(answers.map((answer) => answer.status)).toEqual(Array(50).fill(200));
    expect(new Set(answers.map((answer) => answer.cookies.slice(0, 2).join("\n"))).size).toBe(1);
    const { generation, revoked_at } = await onlySession(server);
    expect({ generation, revoked_at }).toEqual({ generation: 2, revoked_at: null });
    expect(server.auth.rotations.counts().rotated).toBe(1);
  });

  it("R-03 answers parallel refreshes in two processes alike: one generation a round, nobody signed out", async () => {
    const { server, client } = await started();
    const second = await startSecond(server.folder);
    for (let round = 1; round <= 10; round++) {
      const racing = Array.from({ length: 16 }, (_, i) => client.copy(i % 2 === 0 ? client.url : second));
      const answers = await Promise.all(racing.map(refresh));
      expect(answers.map((answer) => answer.status)).toEqual(Array(16).fill(200));
      expect(new Set(answers.map((answer) => valuesOf(answer.cookies).join())).size).toBe(1);
      for (const [name, value] of racing[0]?.jar ?? []) client.jar.set(name, value);
      client.csrfToken = racing[0]?.csrfToken ?? "";
      expect((await onlySession(server)).generation).toBe(round + 1);
    }
  });

  it("is an event the first time in an hour, and each time from elsewhere than the sign-in; all are counted", async () => {
    const server = await serve();
    onTestFinished(() => server.close());
    server.clock.now = hourOf(server.clock.now) + HOUR;
    const client = await server.signedIn();
    const eventsAfter = async (headers = {}) => {
      expect((await client.post("/token/refresh", undefined, headers)).status).toBe(200);
      return (await actsOf(server, "refresh")).length;
    };
    expect([await eventsAfter(), await eventsAfter()]).toEqual([0, 0]);
    server.clock.now += HOUR;
    expect([await eventsAfter(), await eventsAfter()]).toEqual([1, 1]);
    const other = { "user-agent": "another browser" };
    expect([await eventsAfter(other), await eventsAfter(other), await eventsAfter()]).toEqual([2, 3, 3]);
    await countEvents(server.auth.store, server.clock.now);
    const hours = server.auth.store.db.selectFrom("event_hours").where("type", "=", "refresh");
    expect(await hours.select("count").orderBy("hour").execute()).toEqual([{ count: 2 }, { count: 5 }]);
  });

  it("R-05 gives the holder of a lost answer the same successor, however late, while it was never used", async () => {
    const { server, client } = await started();
    const lost = await refresh(client.copy());
    server.clock.now += 60_000;
    const retry = await refresh(client);
    expect(retry.status).toBe(200);
    expect(valuesOf(retry.cookies)).toEqual(valuesOf(lost.cookies));
    server.clock.now += 3_600_000;
    expect((await refresh(client)).status).toBe(200);
  });

  it("R-02 R-05 takes the predecessor for 10 s after its successor was seen, and ends the session after that", async () => {
    const { server, client } = await started();
    const old = client.copy();
    await refresh(client);
    await client.get("/me");
    await server.auth.seen.flush();
    server.clock.now += 10_000;
    expect((await refresh(old.copy())).status).toBe(200);
    server.clock.now += 1;
    const replay = await refresh(old);
    expect(replay.json["code"]).toBe("session_ended");
    expect((await client.get("/me")).status).toBe(401);
    expect(await codeOf(refresh(client))).toBe("session_ended");
  });

  it("R-05 does not let replays of the predecessor extend its 10 s: they count from the first use of its successor", async () => {
    const { server, client } = await started();
    const predecessor = client.copy();
    await refresh(client);
    await client.get("/me");
    await server.auth.seen.flush();
    for (let replay = 0; replay < 4; replay++) {
      expect((await refresh(predecessor.copy())).status).toBe(200);
      await client.get("/me");
      await server.auth.seen.flush();
      server.clock.now += 2_500;
    }
    server.clock.now += 1;
    expect(await codeOf(refresh(predecessor.copy()))).toBe("session_ended");
  });

  it("R-06 ends the session when an older token than the predecessor comes back", async () => {
    const { server, client } = await started();
    const first = client.copy();
    await refresh(client);
    await refresh(client);
    expect(await codeOf(refresh(first))).toBe("session_ended");
    expect((await client.get("/me")).status).toBe(401);
    expect(await onlySession(server)).toMatchObject({ revoke_reason: "reuse" });
    expect(await actsOf(server, "session_ended")).toMatchObject([{ outcome: "reuse" }]);
  });

  it("R-07 refuses the predecessor after sign-out, within its window", async () => {
    const { client } = await started();
    const old = client.copy();
    await refresh(client);
    await client.post("/logout");
    expect(await codeOf(refresh(old))).toBe("session_ended");
  });

  it("R-08 deletes no cookie with a refusal while the session goes on", async () => {
    const { client } = await started();
    const refusals = [
      await client.post("/token/refresh", undefined, { origin: "https://evil.test" }),
      await client.post("/token/refresh", undefined, { "x-csrftoken": "wrong" }),
      await client.post("/token/refresh", undefined, { cookie: `${REFRESH}=garbage` }),
    ];
    expect(refusals.map((answer) => [answer.status, answer.cookies])).toEqual([
      [403, []],
      [403, []],
      [401, []],
    ]);
    expect((await refresh(client)).status).toBe(200);
  });

  it("R-08 deletes no cookie for a session that is over: they may be those of a newer sign-in by now", async () => {
    const { client } = await started();
    const old = client.copy();
    await client.post("/logout");
    const answer = await refresh(old);
    expect([answer.json["code"], answer.cookies]).toEqual(["session_ended", []]);
  });

  it("R-10 ends at sign-in plus the absolute lifetime, however often it was refreshed", async () => {
    const { server, client } = await started({ refreshTokenLifetime: "1h", sessionLifetime: "2h" });
    for (const _ of [1, 2, 3]) {
      server.clock.now += 2_400_000 - 1000;
      expect((await refresh(client)).status).toBe(200);
    }
    server.clock.now += 3_000;
    expect((await refresh(client)).status).toBe(401);
  });

  it("R-10 never gives a cookie that outlives the session", async () => {
    const { server, client } = await started({ refreshTokenLifetime: "1h", sessionLifetime: "1h" });
    server.clock.now += 3_590_000;
    const answer = await refresh(client);
    expect(answer.cookies.map((cookie) => /Max-Age=(\d+)/.exec(cookie)?.[1])).toEqual(["10", "10", "10"]);
  });

  it("R-11 ends a session that idled longer than the refresh token lives", async () => {
    const { server, client } = await started({ refreshTokenLifetime: "1h" });
    server.clock.now += 3_599_000;
    expect((await refresh(client.copy())).status).toBe(200);
    server.clock.now += 3_601_000;
    expect((await refresh(client)).status).toBe(401);
  });

  it("R-12 keeps no issued token, nor its hash, in any file of the database", async () => {
    const { server, client } = await started();
    const issued = [client.cookie(ACCESS), client.cookie(REFRESH), client.csrfToken];
    await refresh(client);
    await client.get("/me");
    await server.auth.seen.flush();
    issued.push(client.cookie(ACCESS), client.cookie(REFRESH), client.csrfToken);
    const files = ["wafer.db", "wafer.db-wal", "wafer.db-throttle"];
    const dump = Buffer.concat(files.map((name) => readFileSync(join(server.folder, name)))).toString(
      "latin1",
    );
    expect(dump).toContain("sign_in");
    for (const token of issued) {
      const sha = createHash("sha256").update(token);
      const forms = [token, token.slice(-43), sha.copy().digest("hex"), sha.digest("base64url")];
      expect(forms.filter((form) => dump.includes(form))).toEqual([]);
    }
  });

  it("R-13 is 405 for GET, 403 without any proof, and 403 from another site", async () => {
    const { client } = await started();
    const silent = { origin: undefined, "x-csrftoken": undefined };
    const answers = [
      await client.get("/token/refresh"),
      await client.post("/token/refresh", undefined, silent),
      await client.post("/token/refresh", undefined, { ...silent, "sec-fetch-site": "cross-site" }),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([405, 403, 403]);
  });

  it("needs no CSRF token where the browser vouches for the origin: a reloaded page has lost it", async () => {
    const { client } = await started();
    expect((await client.post("/token/refresh", undefined, { "x-csrftoken": undefined })).status).toBe(200);
  });

  it("does not look at the access cookie, stale or broken", async () => {
    const { server, client } = await started();
    server.clock.now += 600_000;
    client.jar.set(ACCESS, "garbage");
    expect((await refresh(client)).status).toBe(200);
    expect((await client.get("/me")).status).toBe(200);
  });

  it("ends a session whose token is ahead of a restored database, and says so in its event", async () => {
    const { server, client } = await started();
    await refresh(client);
    const { db } = server.auth.store;
    await db.updateTable("sessions").set({ generation: 1 }).execute();
    expect(await codeOf(refresh(client))).toBe("session_ended");
    expect((await onlySession(server)).revoke_reason).toBe("restored");
    expect(await actsOf(server, "session_ended")).toMatchObject([{ outcome: "restored" }]);
  });

  it("R-16 counts rotations, repetitions by their cause and reuse by its kind", async () => {
    const { server, client } = await started();
    const counts = () => {
      const all = Object.entries(server.auth.rotations.counts());
      return Object.fromEntries(all.filter(([, count]) => count > 0));
    };
    const first = client.copy();
    await refresh(client);
    expect(counts()).toEqual({ rotated: 1 });
    await refresh(first.copy());
    expect(counts()).toEqual({ rotated: 1, repeatedUnseen: 1 });
    await client.get("/me");
    await server.auth.seen.flush();
    await refresh(first.copy());
    expect(counts()).toEqual({ rotated: 1, repeatedUnseen: 1, repeatedSeen: 1 });
    server.clock.now += 10_001;
    await refresh(first.copy());
    await refresh(client);
    const second = await server.signedIn();
    const old = second.copy();
    await refresh(second);
    await refresh(second);
    await refresh(old);
    expect(counts()).toEqual({
      rotated: 3,
      repeatedUnseen: 1,
      repeatedSeen: 1,
      reusedLate: 1,
      reusedOlder: 1,
      over: 1,
    });
  });

  it("refuses a user who was deactivated, and signs nobody in", async () => {
    const { server, client } = await started();
    await server.auth.store.db.updateTable("users").set({ is_active: 0 }).execute();
    expect(await codeOf(refresh(client))).toBe("session_ended");
    expect((await client.signIn("ada", PASSWORD)).status).toBe(401);
  });
});

async function onlySession(server: TestServer) {
  return server.auth.store.db.selectFrom("sessions").selectAll().executeTakeFirstOrThrow();
}

/** Name and value of the two token cookies. */
function valuesOf(cookies: readonly string[]): string[] {
  return cookies.slice(0, 2).map((cookie) => cookie.split(";", 1)[0] ?? "");
}
