import { describe, expect, it, onTestFinished } from "vitest";
import type { SettingsInput } from "../../src/index.ts";
import type { PasswordHasher } from "../../src/passwords/hasher.ts";
import type { Client } from "./client.ts";
import { PASSWORD, serve, type TestServer } from "./serve.ts";

async function started(settings: SettingsInput): Promise<TestServer> {
  const server = await serve(settings);
  onTestFinished(() => server.close());
  return server;
}

/** Signs ada in that often, a second apart. */
async function signInTimes(server: TestServer, times: number): Promise<Client[]> {
  const clients: Client[] = [];
  for (let count = 0; count < times; count++) {
    clients.push(await server.signedIn());
    server.clock.now += 1000;
  }
  return clients;
}

const statusesOf = async (clients: readonly Client[]) =>
  Promise.all(clients.map(async (client) => (await client.get("/me")).status));

async function lastEvents(server: TestServer, count: number): Promise<string[]> {
  const newest = (await server.acts()).toReversed().slice(0, count);
  return newest.map(({ type, outcome }) => `${type} ${outcome}`);
}

describe("a sign-in past the limit of sessions", () => {
  it("S-05 ends the user's oldest session at once, and nobody else's", async () => {
    const server = await started({ maxSessionsPerUser: 2 });
    await server.addUser({ username: "grace" });
    const grace = await server.signedIn("grace");
    const clients = await signInTimes(server, 3);
    expect(await statusesOf([...clients, grace])).toEqual([401, 200, 200, 200]);
    expect(await lastEvents(server, 2)).toEqual(["sign_in ok", "session_ended session_limit"]);
    expect((await clients[0]?.post("/token/refresh"))?.json["code"]).toBe("session_ended");
  });

  it("S-05 is 409 where the rule is to refuse, and leaves the others and the account as they are", async () => {
    const server = await started({ maxSessionsPerUser: 2, sessionLimitRule: "refuse" });
    const clients = await signInTimes(server, 2);
    const { db } = server.auth.store;
    const before = await db.selectFrom("users").selectAll().execute();
    const answer = await server.client().signIn("ada", PASSWORD);
    expect([answer.status, answer.json["code"], answer.cookies]).toEqual([409, "too_many_sessions", []]);
    expect(answer.json["detail"]).toContain("as many sessions as it may (2)");
    expect(await statusesOf(clients)).toEqual([200, 200]);
    expect(await db.selectFrom("users").selectAll().execute()).toEqual(before);
    expect(await lastEvents(server, 1)).toEqual(["sign_in too_many_sessions"]);
    expect((await server.client().signIn("ada", "wrong password")).status).toBe(401);
  });

  it("counts live sessions only", async () => {
    const server = await started({ maxSessionsPerUser: 2, sessionLimitRule: "refuse" });
    const [first] = await signInTimes(server, 2);
    await first?.post("/logout");
    await signInTimes(server, 1);
    server.clock.now += 86_400_000;
    expect(await statusesOf(await signInTimes(server, 2))).toEqual([200, 200]);
  });

  it("ends all that are too many once the limit is lowered", async () => {
    const many = await started({});
    const clients = await signInTimes(many, 4);
    const settings = { ...many.auth.settings, maxSessionsPerUser: 2 };
    const lowered = await serve(settings, { folder: many.folder });
    onTestFinished(() => lowered.close());
    await lowered.signedIn();
    const copies = clients.map((client) => client.copy(lowered.url));
    expect(await statusesOf(copies)).toEqual([401, 401, 401, 200]);
  });

  it("S-05 holds when sign-ins arrive at the same moment", async () => {
    const hasher: PasswordHasher = {
      hash: async () => "hash",
      verify: async () => true,
      needsRehash: () => false,
    };
    const server = await serve({ maxSessionsPerUser: 3 }, { hasher });
    onTestFinished(() => server.close());
    const clients = await Promise.all(Array.from({ length: 12 }, () => server.signedIn()));
    const statuses = await statusesOf(clients);
    expect(statuses.filter((status) => status === 200)).toHaveLength(3);
  });
});
