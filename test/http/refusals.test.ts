import { describe, expect, it, onTestFinished } from "vitest";
import type { EventRow } from "../../src/events/seal.ts";
import type { SettingsInput } from "../../src/index.ts";
import type { Client } from "./client.ts";
import { ACCESS, FRONT_END, REFRESH, serve, type TestServer } from "./serve.ts";

async function started(settings: SettingsInput = {}): Promise<TestServer> {
  const server = await serve(settings);
  onTestFinished(() => server.close());
  return server;
}

/** What is written down of the refusals so far, in batches as a server does it in the background. */
async function told(server: TestServer) {
  await server.auth.audit.stop();
  const rows = await server.auth.store.db
    .selectFrom("events")
    .selectAll()
    .where("type", "in", ["csrf_refused", "token_refused", "session_refused", "locked_out"])
    .orderBy("id")
    .execute();
  return rows;
}

describe("a refusal leaves an event", () => {
  it("for a form of another site, with where it came from, and whose session it rode on", async () => {
    const server = await started();
    const client = await server.signedIn();
    const answer = await client.post("/token/verify", undefined, {
      origin: "https://evil.example",
      "user-agent": "curl/8.5.0",
    });
    await client.post("/token/verify", undefined, { "x-csrftoken": "" });
    await client.post("/login", { username: "ada" }, { origin: "https://evil.example" });
    const rows = await told(server);
    const user = await server.auth.store.db.selectFrom("users").select("id").executeTakeFirst();
    const session = await server.auth.store.db.selectFrom("sessions").select("id").executeTakeFirst();
    expect(rows[0]).toMatchObject({
      type: "csrf_refused",
      outcome: "untrusted_origin",
      user_id: user?.id,
      session_id: session?.id,
      ip: "127.0.0.1",
      user_agent: "curl/8.5.0",
      request_id: answer.headers["x-request-id"],
      at: server.clock.now,
      hash: expect.any(String),
    });
    expect(rows.map(({ outcome, user_id }) => [outcome, user_id])).toEqual([
      ["untrusted_origin", user?.id],
      ["token_of_another", user?.id],
      ["untrusted_origin", null],
    ]);
  });

  it("for a forged, a doubled and a revoked access token, and none for one that is only too old", async () => {
    const server = await started();
    const client = await server.signedIn();
    const stale = client.copy();
    await server.client().get("/me");
    await server.client().get("/me", { cookie: `${ACCESS}=a.b.c` });
    await server.client().get("/me", { cookie: `${ACCESS}=a.b.c; ${ACCESS}=a.b.d` });
    await client.post("/logout");
    await stale.get("/me");
    const other = await server.signedIn();
    server.clock.now += 600_000;
    expect((await other.get("/me")).json["code"]).toBe("token_invalid");
    const rows = await told(server);
    expect(rows.map(({ type, outcome, detail }) => [type, outcome, detail])).toEqual([
      ["token_refused", "refused", "a part is not canonical base64url"],
      ["token_refused", "ambiguous_cookie", null],
      ["token_refused", "revoked", null],
    ]);
    expect(rows.map(({ user_id }) => user_id === null)).toEqual([true, true, false]);
  });

  it("for a refresh of a session that is over, with its reason, and for a forged refresh token", async () => {
    const server = await started();
    const client = await server.signedIn();
    const stale = client.copy();
    await client.post("/logout");
    await stale.post("/token/refresh");
    await server.client().post("/token/refresh");
    await server.client().post("/token/refresh", undefined, { cookie: `${REFRESH}=a.b.c` });
    const rows = await told(server);
    expect(rows.map(({ type, outcome, session_id }) => [type, outcome, session_id === null])).toEqual([
      ["session_refused", "sign_out", false],
      ["token_refused", "refused", true],
    ]);
  });

  it("for each guess while a lock lasts, without the name that was typed", async () => {
    const server = await started({ loginAttemptsPerAccount: 1 });
    for (let count = 0; count < 4; count++) await server.client().signIn("grace.hopper", "wrong");
    const rows = await told(server);
    expect(rows.map(({ type, outcome, detail }) => [type, outcome, detail])).toEqual(
      Array(2).fill(["locked_out", "still_locked", null]),
    );
    expect(JSON.stringify(rows)).not.toContain("grace");
  });

  it.each<[string, (client: Client) => Promise<unknown>]>([
    ["password_confirmed", (client) => client.post("/me/confirm", { password: "wrong" })],
    [
      "password_changed",
      (client) => client.post("/me/password", { currentPassword: "wrong", newPassword: "tide anvil violet" }),
    ],
    ["email_changed", (client) => client.patch("/me", { currentPassword: "wrong", email: "a@example.org" })],
  ])("for a lock of %s where it begins, and for each guess while it lasts", async (act, guess) => {
    const server = await started({ loginAttemptsPerAccount: 1 });
    const client = await server.signedIn();
    for (let count = 0; count < 3; count++) await guess(client);
    const acts = (await server.acts()).filter(({ type }) => type === act);
    const [session] = await server.auth.store.db.selectFrom("sessions").select(["id", "user_id"]).execute();
    const brief = (rows: readonly EventRow[]) =>
      rows.map(({ outcome, session_id, user_id }) => [outcome, session_id, user_id]);
    const whom = [session?.id, session?.user_id];
    expect(brief(acts)).toEqual([
      ["wrong_password", ...whom],
      ["too_many_attempts", ...whom],
    ]);
    expect(brief(await told(server))).toEqual([["still_locked", ...whom]]);
  });

  it("but a flood leaves 100 a minute and how many more there were", async () => {
    const server = await started();
    const flood = async () => {
      for (let count = 0; count < 130; count++)
        await server.client().post("/login", {}, { origin: `${FRONT_END}.evil.example` });
    };
    await flood();
    server.clock.now += 60_000;
    await expect
      .poll(
        async () =>
          (
            await server.auth.store.db
              .selectFrom("events")
              .select("outcome")
              .where("outcome", "=", "left_out")
              .execute()
          ).length,
        { timeout: 5_000 },
      )
      .toBe(1);
    await flood();
    const rows = await told(server);
    const counts = rows.filter(({ outcome }) => outcome === "left_out").map(({ detail, ip }) => [detail, ip]);
    expect(counts).toEqual([
      ["30 more", "program"],
      ["30 more", "program"],
    ]);
    expect(rows).toHaveLength(202);
  });
});

describe("an app of one's own", () => {
  it("leaves them too, and a log line each, from its routes behind requireUser", async () => {
    const { default: Fastify } = await import("fastify");
    const { requireUser } = await import("../../src/adapters/fastify.ts");
    const server = await started();
    const app = Fastify();
    onTestFinished(() => app.close());
    app.post("/notes", { onRequest: requireUser(server.auth) }, async () => ({}));
    const access = (await server.signedIn()).cookie(ACCESS);
    server.logs.length = 0;
    for (const token of ["a.b.c", access])
      await app.inject({ method: "POST", url: "/notes", headers: { cookie: `${ACCESS}=${token}` } });
    await app.inject({ method: "POST", url: "/notes" });
    expect((await told(server)).map(({ type }) => type)).toEqual(["token_refused", "csrf_refused"]);
    const lines = server.logs.map((line) => JSON.parse(line));
    expect(lines.map(({ msg, reqId, code }) => [msg, reqId, code])).toEqual([
      ["refused", "req-1", "token_invalid"],
      ["refused", "req-2", "csrf_failed"],
      ["refused", "req-3", "not_authenticated"],
    ]);
    expect(lines.map(({ reason }) => typeof reason)).toEqual(["string", "string", "undefined"]);
  });
});
