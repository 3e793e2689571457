import { hash } from "@node-rs/argon2";
import { describe, expect, it, onTestFinished } from "vitest";
import { PROGRAM } from "../../src/events/events.ts";
import { deleteUser, type SettingsInput, setActive, setRoles } from "../../src/index.ts";
import { createPasswordHasher, type PasswordHasher } from "../../src/passwords/hasher.ts";
import { setPassword } from "../../src/users/set-password.ts";
import type { UserRow } from "../../src/users/user.ts";
import { findUserByLogin } from "../../src/users/users.ts";
import type { Client } from "./client.ts";
import { claimsOf } from "./forge.ts";
import { ACCESS, PASSWORD, serve, type TestServer } from "./serve.ts";
import { startSecond } from "./start-second.ts";

async function start(settings: SettingsInput = {}, hasher?: PasswordHasher): Promise<TestServer> {
  const server = await serve(
    { hashConcurrency: 1, claims: ({ isStaff, isSuperuser }) => ({ isStaff, isSuperuser }), ...settings },
    hasher === undefined ? {} : { hasher },
  );
  onTestFinished(() => server.close());
  return server;
}

/** A server where `once` takes what happens between the check of the next password and its consequence. */
async function startSlow(settings: SettingsInput = {}) {
  const hasher = createPasswordHasher({ concurrency: 1, queueLimit: 10 });
  let meanwhile: (() => Promise<unknown>) | undefined;
  const server = await start(settings, {
    ...hasher,
    async verify(password, storedHash) {
      const matches = await hasher.verify(password, storedHash);
      const act = meanwhile;
      meanwhile = undefined;
      await act?.();
      return matches;
    },
  });
  const once = (act: () => Promise<unknown>) => {
    meanwhile = act;
  };
  return { server, once };
}

async function ada(server: TestServer): Promise<UserRow> {
  const user = await findUserByLogin(server.auth, "ada");
  if (user === null) throw new Error("ada is gone");
  return user;
}

async function until(client: Client, status: number): Promise<number> {
  const startedAt = performance.now();
  await expect
    .poll(async () => (await client.get("/me")).status, { timeout: 2_000, interval: 10 })
    .toBe(status);
  return performance.now() - startedAt;
}

describe("J-17 a user's access token is refused on the next request here, and in 500 ms in another process", () => {
  it.each<[string, (server: TestServer, user: UserRow) => Promise<unknown>]>([
    ["deactivated", ({ auth }, { id }) => setActive(auth, id, false, PROGRAM)],
    ["deleted", ({ auth }, { id }) => deleteUser(auth, id, PROGRAM)],
    ["given another password", ({ auth }, { id }) => setPassword(auth, id, "harbour violet anvil", PROGRAM)],
    ["given a role", ({ auth }, { id }) => setRoles(auth, id, { isStaff: true }, PROGRAM)],
  ])("once they are %s", async (_, change) => {
    const server = await start();
    server.clock.now = Date.now();
    const client = await server.signedIn();
    const there = client.copy(await startSecond(server.folder));
    expect((await there.get("/me")).status).toBe(200);
    server.clock.now = Date.now();
    await change(server, await ada(server));
    expect((await client.get("/me")).json["code"]).toBe("token_invalid");
    expect(await until(there, 401)).toBeLessThan(500);
  });
});

describe("a change of roles", () => {
  it("lets the session go on: the next refresh brings the new roles, whichever token asks", async () => {
    const server = await start();
    const client = await server.signedIn();
    const lost = client.copy();
    await client.post("/token/refresh");
    await setRoles(server.auth, (await ada(server)).id, { isStaff: true }, PROGRAM);
    expect((await client.get("/me")).status).toBe(401);
    expect((await client.post("/token/refresh")).status).toBe(200);
    expect((await client.get("/me")).status).toBe(200);
    expect(claimsOf(client.cookie(ACCESS))).toMatchObject({ isStaff: true, isSuperuser: false });
    expect((await lost.post("/token/refresh")).status).toBe(200);
    expect(lost.cookie(ACCESS)).toBe(client.cookie(ACCESS));
  });

  it("gives the holder of a lost answer a token that is not stale", async () => {
    const server = await start();
    const client = await server.signedIn();
    await client.copy().post("/token/refresh");
    await setRoles(server.auth, (await ada(server)).id, { isSuperuser: true }, PROGRAM);
    expect((await client.post("/token/refresh")).status).toBe(200);
    expect((await client.get("/me")).status).toBe(200);
    expect(claimsOf(client.cookie(ACCESS))).toMatchObject({ isSuperuser: true });
  });

  it("to what is so already changes nothing and signs nobody out", async () => {
    const server = await start();
    const client = await server.signedIn();
    const { id } = await ada(server);
    expect(await setRoles(server.auth, id, { isStaff: false }, PROGRAM)).toBe(false);
    expect(await setRoles(server.auth, id, {}, PROGRAM)).toBe(false);
    expect(await setRoles(server.auth, "nobody", { isStaff: true }, PROGRAM)).toBe(false);
    expect((await client.get("/me")).status).toBe(200);
  });
});

describe("what changes while a password is hashed", () => {
  const newPassword = "harbour violet anvil";
  const signIn = (client: Client) => client.signIn("ada", PASSWORD);
  const changePassword = (client: Client) =>
    client.post("/me/password", { currentPassword: PASSWORD, newPassword });

  it.each([
    ["a sign-in", signIn],
    ["a change of the password", changePassword],
  ])("are roles: the tokens of %s say what is so now", async (_, act) => {
    const { server, once } = await startSlow();
    const { id } = await ada(server);
    await setRoles(server.auth, id, { isStaff: true }, PROGRAM);
    const client = await server.signedIn();
    once(() => setRoles(server.auth, id, { isStaff: false }, PROGRAM));
    const answer = await act(client);
    expect([answer.status, answer.json["user"]]).toMatchObject([200, { isStaff: false }]);
    expect(claimsOf(client.cookie(ACCESS))).toMatchObject({ isStaff: false });
    expect((await client.get("/me")).status).toBe(200);
  });

  it.each([
    ["a sign-in", signIn, "bad_credentials"],
    ["a change of the password", changePassword, "session_ended"],
  ])("is what userAuthenticationRule says: %s is refused, and nothing is kept", async (_, act, code) => {
    const { server, once } = await startSlow({ userAuthenticationRule: ({ isStaff }) => !isStaff });
    const { id } = await ada(server);
    const client = await server.signedIn();
    const before = await ada(server);
    once(() => setRoles(server.auth, id, { isStaff: true }, PROGRAM));
    server.clock.now += 1_000;
    const answer = await act(client);
    expect([answer.status, answer.json["code"], answer.cookies]).toEqual([401, code, []]);
    expect(await ada(server)).toEqual({ ...before, is_staff: 1, updated_at: server.clock.now });
    expect((await server.counts()).sessions).toBe(1);
  });
});

describe("a sign-in whose user changed while the password was hashed", () => {
  const signInEvents = async (server: TestServer) =>
    (await server.acts()).flatMap(({ type, outcome, user_id }) =>
      type === "sign_in" ? [[outcome, user_id]] : [],
    );

  it("goes well if only the hash was made anew, by another sign-in of that moment", async () => {
    const server = await start();
    const { id } = await ada(server);
    const weaker = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await server.auth.store.db.updateTable("users").set({ password_hash: weaker }).execute();
    const answers = await Promise.all([1, 2, 3].map(() => server.client().signIn("ada", PASSWORD)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await signInEvents(server)).toEqual(Array(3).fill(["ok", id]));
  });

  it.each<[string, string, (server: TestServer, user: UserRow) => Promise<unknown>]>([
    [
      "wrong_password",
      "got another password",
      ({ auth }, { id }) => setPassword(auth, id, "violet anvil", PROGRAM),
    ],
    ["inactive_user", "was deactivated", ({ auth }, { id }) => setActive(auth, id, false, PROGRAM)],
  ])("is refused, and leaves the event %s, if the user %s", async (outcome, _, change) => {
    const { server, once } = await startSlow();
    const user = await ada(server);
    once(() => change(server, user));
    const answer = await server.client().signIn("ada", PASSWORD);
    expect([answer.status, answer.json["code"], answer.cookies]).toEqual([401, "bad_credentials", []]);
    expect(await signInEvents(server)).toEqual([[outcome, user.id]]);
  });
});

describe("a deleted user", () => {
  it("is gone with the name and every address, and the name is free", async () => {
    const server = await start();
    const client = await server.signedIn();
    const { id } = await ada(server);
    expect(await deleteUser(server.auth, id, PROGRAM)).toMatchObject({ isDeleted: true });
    expect((await client.post("/token/refresh")).json["code"]).toBe("session_ended");
    expect((await server.client().signIn("ada", PASSWORD)).json["code"]).toBe("bad_credentials");
    const sessions = server.auth.store.db
      .selectFrom("sessions")
      .select(["ip", "user_agent", "revoke_reason"]);
    expect(await sessions.execute()).toEqual([{ ip: "", user_agent: "", revoke_reason: "user_deleted" }]);
    await server.addUser({ username: "ada" });
    expect((await server.client().signIn("ada", PASSWORD)).status).toBe(200);
    expect(await deleteUser(server.auth, id, PROGRAM)).toEqual({ isDeleted: false, endedSessions: [] });
  });
});
