import { describe, expect, it, onTestFinished } from "vitest";
import type { SettingsInput } from "../../src/index.ts";
import { type Client, fingerprint } from "./client.ts";
import { PASSWORD, serve, type TestServer } from "./serve.ts";

async function started(settings: SettingsInput = {}): Promise<TestServer> {
  const server = await serve(settings);
  onTestFinished(() => server.close());
  return server;
}

interface Listed {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly device: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly expiresAt: string;
}

async function sessionsOf(client: Client): Promise<readonly Listed[]> {
  const { sessions } = (await client.get("/sessions")).json;
  return sessions as readonly Listed[];
}

async function currentOf(client: Client): Promise<string> {
  return (await sessionsOf(client))[0]?.id ?? "";
}

describe("GET /sessions", () => {
  it("S-01 lists the user's own live sessions, this one first, then the newest", async () => {
    const server = await started();
    await server.addUser({ username: "grace" });
    await server.signedIn("grace");
    const clients = [];
    for (let count = 0; count < 4; count++) {
      clients.push(await server.signedIn());
      server.clock.now += 1000;
    }
    const ids = await Promise.all(clients.map(currentOf));
    await clients[3]?.post("/logout");
    const [, second] = clients;
    if (second === undefined) throw new Error("nobody signed in");
    const listed = await sessionsOf(second);
    expect(listed.map(({ id, isCurrent }) => [id, isCurrent])).toEqual([
      [ids[1], true],
      [ids[2], false],
      [ids[0], false],
    ]);
  });

  it("describes each in plain words and times, and never shows the user agent", async () => {
    const server = await started();
    const client = server.client();
    const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    const startedAt = server.clock.now;
    const body = JSON.stringify({ username: "ada", password: PASSWORD });
    await client.send("POST", "/login", { "content-type": "application/json", "user-agent": agent }, body);
    server.clock.now += 60_000;
    await client.post("/token/refresh");
    const answer = await client.get("/sessions");
    const iso = (time: number) => new Date(time).toISOString();
    expect(answer.json["sessions"]).toEqual([
      {
        id: expect.stringMatching(/^[\da-f-]{36}$/),
        isCurrent: true,
        device: "Firefox on Linux",
        ip: "127.0.0.1",
        createdAt: iso(startedAt),
        lastUsedAt: iso(startedAt + 60_000),
        expiresAt: iso(startedAt + 60_000 + 86_400_000),
      },
    ]);
    expect(answer.text).not.toContain("Gecko");
  });

  it("leaves out sessions that idled too long", async () => {
    const server = await started();
    await server.signedIn();
    server.clock.now += 86_400_000;
    expect(await sessionsOf(await server.signedIn())).toHaveLength(1);
  });
});

describe("DELETE /sessions/:id", () => {
  it("S-01 ends another session of the user at once, with an event, and this one goes on", async () => {
    const server = await started();
    const [here, there] = [await server.signedIn(), await server.signedIn()];
    const answer = await here.delete(`/sessions/${await currentOf(there)}`);
    expect([answer.status, answer.cookies]).toEqual([204, []]);
    expect((await there.get("/me")).status).toBe(401);
    expect((await there.post("/token/refresh")).json["code"]).toBe("session_ended");
    expect((await here.get("/me")).status).toBe(200);
    const { db } = server.auth.store;
    const events = await db.selectFrom("events").selectAll().where("type", "=", "session_ended").execute();
    expect(events.map(({ outcome }) => outcome)).toEqual(["ended_by_user"]);
  });

  it("ends the current session as sign-out does", async () => {
    const server = await started();
    const [one, other] = [await server.signedIn(), await server.signedIn()];
    const ended = await one.delete(`/sessions/${await currentOf(one)}`);
    expect(fingerprint(ended)).toBe(fingerprint(await other.post("/logout")));
    expect(one.jar.size).toBe(0);
  });

  it("S-01 answers another user's session as one that never was, and it goes on", async () => {
    const server = await started();
    await server.addUser({ username: "grace" });
    const [ada, grace] = [await server.signedIn(), await server.signedIn("grace")];
    const others = await ada.delete(`/sessions/${await currentOf(grace)}`);
    const unknown = await ada.delete("/sessions/00000000-0000-7000-8000-000000000000");
    expect([others.status, others.json["code"]]).toEqual([404, "not_found"]);
    expect(fingerprint(others)).toBe(fingerprint(unknown));
    expect((await grace.get("/me")).status).toBe(200);
  });

  it("is 404 for a session that ended before", async () => {
    const server = await started();
    const [here, there] = [await server.signedIn(), await server.signedIn()];
    const id = await currentOf(there);
    await there.post("/logout");
    expect((await here.delete(`/sessions/${id}`)).status).toBe(404);
  });

  it.each([
    ["the CSRF token", { "x-csrftoken": undefined }],
    ["a trusted origin", { origin: "https://evil.example" }],
  ])("X-01 is 403 without %s, and the session goes on", async (_what, headers) => {
    const server = await started();
    const [here, there] = [await server.signedIn(), await server.signedIn()];
    const answer = await here.delete(`/sessions/${await currentOf(there)}`, headers);
    expect([answer.status, answer.json["code"]]).toEqual([403, "csrf_failed"]);
    expect((await there.get("/me")).status).toBe(200);
  });
});

describe("POST /logout/others", () => {
  it("S-01 ends every other session of the user at once, and this one goes on with the same cookies", async () => {
    const server = await started();
    await server.addUser({ username: "grace" });
    const [here, one, other] = [await server.signedIn(), await server.signedIn(), await server.signedIn()];
    const grace = await server.signedIn("grace");
    const answer = await here.post("/logout/others");
    expect([answer.status, answer.text, answer.cookies]).toEqual([204, "", []]);
    for (const ended of [one, other]) {
      expect((await ended.get("/me")).status).toBe(401);
      expect((await ended.post("/token/refresh")).json["code"]).toBe("session_ended");
    }
    expect((await here.get("/me")).status).toBe(200);
    expect((await here.post("/token/refresh")).status).toBe(200);
    expect((await grace.get("/me")).status).toBe(200);
    expect(await sessionsOf(here)).toHaveLength(1);
  });

  it("L-11 leaves an event for each that it ended, and none for those that had run out", async () => {
    const server = await started();
    await server.signedIn();
    server.clock.now += 86_400_000;
    const [here] = [await server.signedIn(), await server.signedIn()];
    await here.post("/logout/others");
    await here.post("/logout/others");
    const { db } = server.auth.store;
    const events = await db.selectFrom("events").selectAll().where("type", "=", "session_ended").execute();
    expect(events.map(({ outcome }) => outcome)).toEqual(["ended_by_user"]);
    const open = await db.selectFrom("sessions").select("id").where("revoked_at", "is", null).execute();
    expect(open).toEqual([{ id: await currentOf(here) }]);
  });

  it("is 401 for nobody, and for a session that another process ended: it ends no other", async () => {
    const server = await started();
    const [here, there] = [await server.signedIn(), await server.signedIn()];
    expect((await server.client().post("/logout/others")).json["code"]).toBe("not_authenticated");
    const { db } = server.auth.store;
    await db
      .updateTable("sessions")
      .set({ revoked_at: 1 })
      .where("id", "=", await currentOf(here))
      .execute();
    expect((await here.post("/logout/others")).json["code"]).toBe("token_invalid");
    expect((await there.get("/me")).status).toBe(200);
  });

  it.each([
    ["the CSRF token", { "x-csrftoken": undefined }],
    ["a trusted origin", { origin: "https://evil.example" }],
  ])("X-01 is 403 without %s, and the others go on", async (_what, headers) => {
    const server = await started();
    const [here, there] = [await server.signedIn(), await server.signedIn()];
    const answer = await here.post("/logout/others", undefined, headers);
    expect([answer.status, answer.json["code"]]).toEqual([403, "csrf_failed"]);
    expect((await there.get("/me")).status).toBe(200);
  });
});
