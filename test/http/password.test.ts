import { hash } from "@node-rs/argon2";
import { describe, expect, it, onTestFinished } from "vitest";
import type { SettingsInput } from "../../src/index.ts";
import type { Client } from "./client.ts";
import { ACCESS, PASSWORD, REFRESH, serve, type TestServer } from "./serve.ts";

async function started(settings: SettingsInput = {}): Promise<{ server: TestServer; client: Client }> {
  const server = await serve(settings);
  onTestFinished(() => server.close());
  return { server, client: await server.signedIn() };
}

const change = (client: Client, newPassword: string, currentPassword = PASSWORD) =>
  client.post("/me/password", { currentPassword, newPassword });

describe("POST /me/password", () => {
  it("R-15 keeps this session with new tokens and ends all others at once", async () => {
    const { server, client } = await started();
    const other = await server.signedIn();
    const before = client.copy();
    const answer = await change(client, "marble tide clock");
    expect(answer.status).toBe(200);
    expect((await other.copy().post("/token/verify")).status).toBe(401);
    for (const name of [ACCESS, REFRESH]) expect(client.cookie(name)).not.toBe(before.cookie(name));
    expect((await client.get("/me")).status).toBe(200);
    expect((await client.post("/token/refresh")).status).toBe(200);
    expect((await other.post("/token/refresh")).json["code"]).toBe("session_ended");
    expect((await server.client().signIn("ada", PASSWORD)).status).toBe(401);
    expect((await server.client().signIn("ada", "marble tide clock")).status).toBe(200);
  });

  it("R-15 a copy of this session's old refresh cookie ends it once the new one was seen", async () => {
    const { server, client } = await started();
    const stolen = client.copy();
    await change(client, "marble tide clock");
    await client.get("/me");
    await server.auth.seen.flush();
    server.clock.now += 11_000;
    expect((await stolen.post("/token/refresh")).json["code"]).toBe("session_ended");
  });

  it("asks for the current password, and changes nothing without it", async () => {
    const { server, client } = await started();
    const answer = await change(client, "marble tide clock", "wrong password");
    expect([answer.status, answer.json["code"], answer.cookies]).toEqual([400, "wrong_password", []]);
    expect((await server.client().signIn("ada", PASSWORD)).status).toBe(200);
  });

  it("is 401 for nobody, 403 without the CSRF token, 415 for a form", async () => {
    const { server, client } = await started();
    const body = { currentPassword: PASSWORD, newPassword: "marble tide clock" };
    expect((await server.client().post("/me/password", body)).status).toBe(401);
    expect((await client.post("/me/password", body, { "x-csrftoken": undefined })).status).toBe(403);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect((await client.post("/me/password", body, form)).status).toBe(415);
  });

  it("R-15 throws out at once whoever holds a copy of the cookies, refresh and access token alike", async () => {
    const { client } = await started();
    const thief = client.copy();
    expect((await change(client, "marble tide clock")).status).toBe(200);
    expect((await thief.get("/me")).status).toBe(401);
    const refused = await thief.post("/token/refresh");
    expect([refused.status, refused.json["code"]]).toEqual([401, "session_ended"]);
    expect((await client.get("/me")).status).toBe(200);
    expect((await client.post("/token/refresh")).status).toBe(200);
  });

  it("L-11 writes one event for the change, one for each session it ends, and one for a wrong password", async () => {
    const { server, client } = await started();
    await server.signedIn();
    await server.auth.store.db.deleteFrom("events").execute();
    await change(client, "marble tide clock", "wrong password");
    await change(client, "marble tide clock");
    const rows = await server.auth.store.db.selectFrom("events").select(["type", "outcome"]).execute();
    const told = rows.map(({ type, outcome }) => `${type} ${outcome}`);
    expect(told).toEqual([
      "password_changed wrong_password",
      "session_ended password_changed",
      "session_ended password_changed",
      "password_changed ok",
    ]);
  });
});

describe("what may be a password", () => {
  it.each([
    ["8 characters", "tide clo"],
    ["64 characters", "tide clock marble ".repeat(4).slice(0, 64)],
    ["200 characters", "tide clock marble ".repeat(12).slice(0, 200)],
    ["spaces", "  tide  clock  "],
    ["emoji", "🐙🐙🌊🌊🪨🪨⏰⏰"],
    ["only letters", "qwmnbtideclock"],
    ["only digits", "70351924680135"],
  ])("L-06 takes %s, and signs in with it", async (_what, password) => {
    const { server, client } = await started();
    expect((await change(client, password)).status).toBe(200);
    expect((await server.client().signIn("ada", password)).status).toBe(200);
  });

  it("L-06 refuses a character less than the setting asks for", async () => {
    const { client } = await started({ minPasswordLength: 15 });
    expect((await change(client, "tide clock mar")).json["detail"]).toContain("at least 15");
    expect((await change(client, "tide clock marb")).status).toBe(200);
  });

  it("L-06 cuts nothing off: a difference in character 90 is 401", async () => {
    const { server, client } = await started();
    const long = "tide clock marble ".repeat(6);
    expect((await change(client, long)).status).toBe(200);
    const differing = `${long.slice(0, 89)}#${long.slice(90)}`;
    expect((await server.client().signIn("ada", differing)).status).toBe(401);
    expect((await server.client().signIn("ada", long)).status).toBe(200);
  });

  it("L-06 is normalised once, to NFC: composed and decomposed are one password, NFKC's merging is not done", async () => {
    const { server, client } = await started();
    const typed = "\u1e9b\u0323 tide clock";
    expect((await change(client, typed)).status).toBe(200);
    expect((await server.client().signIn("ada", typed.normalize("NFD"))).status).toBe(200);
    expect((await server.client().signIn("ada", typed.normalize("NFKC"))).status).toBe(401);
  });

  it("L-07 refuses common passwords, the user's own names and the site's name", async () => {
    const { server } = await started();
    await server.addUser({ username: "lovelace", email: "countess@example.org" });
    const client = await server.signedIn("lovelace");
    const weak = [
      "password",
      "12345678",
      "qwertyuiop",
      "iloveyou",
      "Password",
      "sunshine",
      "baseball",
      "trustno1",
    ];
    for (const password of [
      ...weak,
      "lovelace1",
      "LOVELACE",
      "countess",
      "countess@example.org",
      "app.example.test",
    ]) {
      const answer = await change(client, password);
      expect([password, answer.status, answer.json["code"]]).toEqual([password, 400, "password_rejected"]);
      expect(answer.text).not.toContain(`"${password}"`);
    }
    expect((await server.client().signIn("lovelace", PASSWORD)).status).toBe(200);
  });
});

describe("the stored hash", () => {
  const hashOf = async ({ auth }: TestServer) =>
    (await auth.store.db.selectFrom("users").select("password_hash").executeTakeFirstOrThrow()).password_hash;

  it("L-08 is argon2id of 19 MiB, 2 passes, 1 lane", async () => {
    const { server } = await started();
    expect(await hashOf(server)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22,}\$[\w+/]{43}$/);
  });

  it("L-08 is made anew at sign-in when it is weaker, and left alone when it is not", async () => {
    const { server } = await started();
    const current = await hashOf(server);
    await server.signedIn();
    expect(await hashOf(server)).toBe(current);
    const weaker = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await server.auth.store.db.updateTable("users").set({ password_hash: weaker }).execute();
    expect((await server.client().signIn("ada", "wrong password")).status).toBe(401);
    expect(await hashOf(server)).toBe(weaker);
    await server.signedIn();
    expect(await hashOf(server)).toContain("$m=19456,t=2,p=1$");
    await server.signedIn();
  });
});
