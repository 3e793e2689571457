import { describe, expect, it, onTestFinished } from "vitest";
import type { SettingsInput } from "../../src/index.ts";
import { authenticate, createGroup, joinGroup } from "../../src/index.ts";
import { claimsOf } from "./forge.ts";
import { ACCESS, PASSWORD, REFRESH, serve, type TestServer } from "./serve.ts";

async function start(settings: SettingsInput): Promise<TestServer> {
  const server = await serve(settings);
  onTestFinished(() => server.close());
  return server;
}

describe("claims of one's own", () => {
  it("are in access tokens, not in refresh tokens, and reach the program with the identity", async () => {
    const server = await start({
      claims: (user) => ({ name: user.username, "https://app.test/groups": ["a"] }),
    });
    const client = await server.signedIn();
    expect(claimsOf(client.cookie(ACCESS))).toMatchObject({ name: "ada", "https://app.test/groups": ["a"] });
    expect(claimsOf(client.cookie(REFRESH))).not.toHaveProperty("name");
    const identity = authenticate(
      {
        method: "GET",
        url: "/",
        ip: "192.0.2.1",
        header: (name) => (name === "cookie" ? `${ACCESS}=${client.cookie(ACCESS)}` : undefined),
      },
      server.auth,
    );
    expect(identity?.claims["name"]).toBe("ada");
  });

  it("can tell the user's groups, and a change of those is in the token after the next refresh", async () => {
    const server = await start({ claims: ({ groups }) => ({ groups }) });
    const client = await server.signedIn();
    expect(claimsOf(client.cookie(ACCESS))).toMatchObject({ groups: [] });
    const editors = await createGroup(server.auth, "editors");
    const user = await server.auth.store.db.selectFrom("users").select("id").executeTakeFirstOrThrow();
    await joinGroup(server.auth, editors, user.id);
    expect((await client.get("/me")).json["code"]).toBe("token_invalid");
    await client.post("/token/refresh");
    expect((await client.get("/me")).status).toBe(200);
    expect(claimsOf(client.cookie(ACCESS))).toMatchObject({ groups: ["editors"] });
  });

  it("are asked anew at each refresh, and are the same for racing tabs", async () => {
    let plan = "free";
    const server = await start({ claims: () => ({ plan }) });
    const client = await server.signedIn();
    plan = "paid";
    const tabs = Array.from({ length: 4 }, () => client.copy());
    await Promise.all(tabs.map((tab) => tab.post("/token/refresh")));
    expect(new Set(tabs.map((tab) => tab.cookie(ACCESS))).size).toBe(1);
    expect(claimsOf(tabs[0]?.cookie(ACCESS) ?? "")).toMatchObject({ plan: "paid" });
  });

  it("C-05 that do not fit into a cookie are token_too_large, and leave no session behind", async () => {
    const server = await start({ claims: () => ({ text: "x".repeat(3_000) }), bearerMode: true });
    const before = await server.counts();
    for (const path of ["/login", "/token"]) {
      const answer = await server.client().post(path, { username: "ada", password: PASSWORD });
      expect([answer.status, answer.json["code"], answer.cookies]).toEqual([500, "token_too_large", []]);
    }
    expect(await server.counts()).toEqual(before);
  });

  it("C-05 that fit to the byte sign in, and one byte more does not", async () => {
    let length = 0;
    const server = await start({ claims: () => ({ text: "x".repeat(length) }) });
    const sizeWith = async (count: number) => {
      length = count;
      const client = server.client();
      const { status } = await client.signIn("ada", PASSWORD);
      return [status, ACCESS.length + client.cookie(ACCESS).length];
    };
    // Three characters of JSON are four of base64url: some lengths cannot be met exactly.
    let fits = 2_500;
    while ((await sizeWith(fits + 64))[0] === 200) fits += 64;
    while ((await sizeWith(fits + 1))[0] === 200) fits += 1;
    const [status, size = 0] = await sizeWith(fits);
    expect(status).toBe(200);
    expect(size).toBeGreaterThan(4_092);
    expect(size).toBeLessThanOrEqual(4_096);
  });

  it.each([
    ["a name that is ours", () => ({ sid: "other" })],
    ["a name that every object has", () => ({ constructor: "other" })],
    ["our name under the settings", () => ({ user_id: "other" })],
    ["no object", () => "paid" as never],
    ["an array", () => [] as never],
    ["a promise", (async () => ({ plan: "paid" })) as never],
    ["what JSON cannot carry", () => ({ big: 1n })],
    ["what our own parser refuses", () => ({ text: "\ud800" })],
  ])("that are %s are a mistake of the program: 500 without a reason, and no session", async (_, claims) => {
    const server = await start({ claims });
    const before = await server.counts();
    const answer = await server.client().signIn("ada", PASSWORD);
    expect([answer.status, answer.json["code"], answer.cookies]).toEqual([500, "internal_error", []]);
    expect(await server.counts()).toEqual(before);
    expect(server.logs.at(-2) ?? "").toMatch(/claims|BigInt/);
  });
});

describe("a userAuthenticationRule", () => {
  it("L-02 refuses a sign-in with the answer of a wrong password, and leaves its event", async () => {
    const server = await start({ userAuthenticationRule: (user) => user.username !== "ada" });
    const refused = await server.client().signIn("ada", PASSWORD);
    const wrong = await server.client().signIn("ada", "not the password");
    expect([refused.status, refused.text]).toEqual([wrong.status, wrong.text]);
    const events = await server.auth.store.db.selectFrom("events").select(["type", "outcome"]).execute();
    expect(events).toContainEqual({ type: "sign_in", outcome: "refused_by_rule" });
  });

  it("ends the session at the next refresh once it says no, and changes nothing meanwhile", async () => {
    let isLetIn = true;
    const server = await start({ userAuthenticationRule: () => isLetIn });
    const client = await server.signedIn();
    isLetIn = false;
    const change = { currentPassword: PASSWORD, newPassword: "harbour violet anvil" };
    expect((await client.post("/me/password", change)).status).toBe(401);
    expect((await client.post("/token/refresh")).json["code"]).toBe("session_ended");
    expect((await client.get("/me")).status).toBe(401);
    isLetIn = true;
    expect((await client.post("/token/refresh")).json["code"]).toBe("session_ended");
    const sessions = server.auth.store.db.selectFrom("sessions").select("revoke_reason");
    expect(await sessions.execute()).toEqual([{ revoke_reason: "user_refused" }]);
  });

  it("that throws lets nobody in", async () => {
    const server = await start({
      userAuthenticationRule() {
        throw new Error("no answer");
      },
    });
    const answer = await server.client().signIn("ada", PASSWORD);
    expect([answer.status, answer.cookies]).toEqual([500, []]);
    expect((await server.counts()).sessions).toBe(0);
  });
});
