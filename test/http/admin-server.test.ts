import { sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { settingsTable } from "../../src/settings/table.ts";
import { flush } from "../../src/upkeep/flush.ts";
import { listOf, serveAdmin, userOf } from "./admin.ts";
import { SECRET, type TestServer } from "./serve.ts";

async function start(...given: Parameters<typeof serveAdmin>): Promise<TestServer> {
  const server = await serveAdmin(...given);
  onTestFinished(() => server.close());
  return server;
}

describe("GET /admin/api/settings", () => {
  it("shows every setting with its default, and no secret", async () => {
    const fallback = "q7Vn2RsCk8JdHm5PgA1eUiOqXzTrWcEZb3fK0xQ9tLw";
    const server = await start({
      secretFallbacks: [fallback],
      accessTokenLifetime: "10m",
      claims: () => ({}),
    });
    const answer = await (await server.signedIn("root")).get("/admin/api/settings");
    const settings = listOf(answer.json, "settings");
    expect(settings.map(({ name }) => name)).toEqual(Object.keys(settingsTable));
    const of = (name: string) => settings.find((setting) => setting["name"] === name);
    expect(of("secret")).toMatchObject({ value: "set", default: "not set", isDefault: false });
    expect(of("secretFallbacks")).toMatchObject({ value: "set" });
    expect(of("claims")).toMatchObject({ value: "set", env: null });
    expect(of("accessTokenLifetime")).toMatchObject({
      value: 600,
      default: 300,
      isDefault: false,
      unit: "seconds",
    });
    expect(of("leeway")).toMatchObject({
      value: 0,
      isDefault: true,
      env: "WAFER_LEEWAY",
      link: "docs/reference/settings.md",
    });
    for (const hidden of [SECRET, fallback, server.folder]) expect(answer.text).not.toContain(hidden);
  });
});

describe("GET /admin/api/health", () => {
  it("tells migrations, rows that wait to be deleted, the last flush, and the age of the feed", async () => {
    const server = await start();
    const root = await server.signedIn("root");
    const health = async (client = root) => (await client.get("/admin/api/health")).json;
    expect(await health()).toMatchObject({
      migrations: { pending: [], unknown: [] },
      expired: { sessions: { count: 0, isExact: true }, events: { count: 0, isExact: true } },
      lastFlush: null,
      feed: { isStale: false },
    });
    server.clock.now += 100 * 86_400_000;
    const later = await server.signedIn("root");
    expect((await health(later))["expired"]).toEqual({
      sessions: { count: 1, isExact: true },
      events: { count: 3, isExact: true },
    });
    const { store, settings } = server.auth;
    const { eventRetention } = settings;
    const flushAt = (now: number, signal?: AbortSignal) =>
      flush(store, { now, eventRetention, settings, ...(signal === undefined ? {} : { signal }) });
    const { now } = server.clock;
    await flushAt(now);
    const first = { at: new Date(now).toISOString(), sessions: 1, events: 3 };
    expect((await health(later))["lastFlush"]).toEqual(first);
    await flushAt(now + 1, AbortSignal.abort());
    expect((await health(later))["lastFlush"]).toEqual(first);
    await flushAt(now + 2);
    const second = { at: new Date(now + 2).toISOString(), sessions: 0, events: 0 };
    expect((await health(later))["lastFlush"]).toEqual(second);
  });
});

describe("the rotations in GET /admin/api/health", () => {
  it("R-16 are told by their kind since the start of the server", async () => {
    const server = await start();
    const ada = await server.signedIn("ada");
    const first = ada.copy();
    await ada.post("/token/refresh");
    await first.copy().post("/token/refresh");
    await ada.post("/token/refresh");
    await first.post("/token/refresh");
    const { json } = await (await server.signedIn("root")).get("/admin/api/health");
    expect(json["rotations"]).toEqual({
      rotated: 2,
      renewed: 0,
      repeatedUnseen: 1,
      repeatedSeen: 0,
      reusedLate: 0,
      reusedOlder: 1,
      restored: 0,
      over: 0,
    });
  });
});

describe("GET /admin/api/statistics", () => {
  it("counts by the hour, against the period before", async () => {
    const server = await start({ loginAttemptsPerAccount: 2 });
    const hour = 3_600_000;
    server.clock.now = Math.ceil(server.clock.now / hour) * hour + 60_000;
    for (let n = 0; n < 3; n++) await server.client().signIn("ada", "wrong");
    server.clock.now += 24 * hour;
    const ada = await server.signedIn("ada");
    await ada.post("/token/refresh");
    await server.client().signIn("ada", "wrong");
    const root = await server.signedIn("root");
    await server.auth.audit.write();
    const { json } = await root.get("/admin/api/statistics");
    const hours = listOf(json, "hours");
    expect(hours).toHaveLength(24);
    expect(hours.at(-1)).toEqual({
      at: new Date(server.clock.now - 60_000).toISOString(),
      signInsOk: 2,
      signInsFailed: 1,
      refreshes: 1,
      reuses: 0,
      lockouts: 0,
      usersCreated: 0,
    });
    expect(json["totals"]).toMatchObject({ signInsOk: 2, signInsFailed: 1 });
    expect(json["previous"]).toMatchObject({ signInsOk: 0, signInsFailed: 3, lockouts: 1, usersCreated: 2 });
    expect(json).toMatchObject({ isComplete: true, tallies: { users: 2, activeSessions: 2 } });
    await root.post("/token/refresh");
    await server.auth.audit.write();
    expect((await root.get("/admin/api/statistics?period=7d")).json["totals"]).toMatchObject({
      refreshes: 2,
      signInsFailed: 4,
    });
    expect(listOf((await root.get("/admin/api/statistics?period=30d")).json, "hours")).toHaveLength(720);
    expect((await root.get("/admin/api/statistics?period=1y")).status).toBe(400);
  });
});

describe("the keys of the admin", () => {
  it("are made, rotated and retired, and never show their private half", async () => {
    const server = await start({ algorithm: "EdDSA" }, { createKey: true });
    const root = await server.signedIn("root");
    const active = listOf((await root.get("/admin/api/keys")).json, "keys")[0]?.["kid"];
    const waiting = await root.post("/admin/api/keys/rotate", {});
    const readyAt = new Date(server.clock.now + 10_000).toISOString();
    expect(waiting.json).toMatchObject({ isRotated: false, key: { status: "next", readyAt }, former: null });
    expect((await root.post(`/admin/api/keys/${String(active)}/retire`, {})).json["code"]).toBe("conflict");
    server.clock.now += 10_000;
    const rotated = await root.post("/admin/api/keys/rotate", {});
    expect(rotated.json).toMatchObject({
      isRotated: true,
      key: { status: "active", readyAt: null },
      former: { kid: active, status: "retired" },
    });
    expect(
      (await root.post(`/admin/api/keys/${String(active)}/retire`, { isAtOnce: true })).json["key"],
    ).toMatchObject({ status: "ended" });
    expect((await root.post("/admin/api/keys/nothing/retire", {})).status).toBe(404);
    expect((await root.post("/admin/api/keys", { algorithm: "none" })).status).toBe(400);
    expect((await root.get("/admin/api/keys")).text).not.toMatch(/private|"d"|jwk/);
  });

  it("leave an event of each act, with what was before and after", async () => {
    const server = await start({ algorithm: "EdDSA" }, { createKey: true });
    const root = await server.signedIn("root");
    const first = String(listOf((await root.get("/admin/api/keys")).json, "keys")[0]?.["kid"]);
    await root.post("/admin/api/keys", {});
    server.clock.now += 10_000;
    const rotated = await root.post("/admin/api/keys/rotate", {});
    const { kid } = rotated.json["key"] as { kid: string };
    await root.post(`/admin/api/keys/${first}/retire`, { isAtOnce: true });
    const events = listOf((await root.get("/admin/api/events")).json, "events");
    const told = events.filter(({ type }) => String(type).startsWith("key_"));
    const { id } = await userOf(server, "root");
    const algorithm = "EdDSA";
    const endsAt = { before: expect.any(String), after: new Date(server.clock.now).toISOString() };
    expect(told).toMatchObject([
      {
        type: "key_retired",
        detail: first,
        actorId: id,
        before: { status: "retired", endsAt: endsAt.before },
        after: { status: "retired", endsAt: endsAt.after, algorithm },
      },
      {
        type: "key_rotated",
        detail: kid,
        actorId: id,
        before: { status: "next", active: first },
        after: { status: "active", active: kid, algorithm },
      },
      { type: "key_created", detail: kid, actorId: id, before: null, after: { status: "next", algorithm } },
      { type: "key_created", detail: first, actorId: null, address: "program" },
    ]);
  });

  it("stay as they are where the event of an act cannot be kept", async () => {
    const server = await start({ algorithm: "EdDSA" }, { createKey: true });
    const root = await server.signedIn("root");
    server.clock.now += 1;
    await root.post("/admin/api/keys", {});
    server.clock.now += 10_000;
    const keys = async () => (await root.get("/admin/api/keys")).json["keys"];
    const before = await keys();
    await sql`create trigger no_event before insert on events when new.type like 'key_%'
      begin select raise(abort, 'no event'); end`.execute(server.auth.store.db);
    const next = listOf({ before }, "before")[1]?.["kid"];
    for (const [path, body] of [
      ["", {}],
      ["/rotate", {}],
      [`/${String(next)}/retire`, {}],
    ] as const)
      expect((await root.post(`/admin/api/keys${path}`, body)).status).toBe(500);
    expect(await keys()).toEqual(before);
  });
});
