import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fingerprint } from "./client.ts";
import { ACCESS, CSRF, PASSWORD, REFRESH, serve, type TestServer } from "./serve.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serve({ loginAttemptsPerAccount: 1000, loginAttemptsPerAddress: 1000 });
});
afterAll(() => server.close());

describe("POST /login", () => {
  it("answers who signed in and until when, and sets the three cookies", async () => {
    const client = server.client();
    const answer = await client.signIn("ada", PASSWORD);
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(answer.json).toEqual({
      user: {
        id: expect.any(String),
        username: "ada",
        email: "ada@example.org",
        firstName: "",
        lastName: "",
        isStaff: false,
        isSuperuser: false,
      },
      csrfToken: client.cookie(CSRF),
      accessExpiresAt: secondsFrom(server.clock.now, 300),
      refreshExpiresAt: secondsFrom(server.clock.now, 86_400),
    });
    expect([...client.jar.keys()]).toEqual([ACCESS, REFRESH, CSRF]);
  });

  it.each(["ada@example.org", "ADA", "ＡＤＡ", "Ada@Example.org"])(
    "L-10 signs %s in: one account per canonical form",
    async (name) => {
      expect((await server.client().signIn(name, PASSWORD)).json["user"]).toMatchObject({ username: "ada" });
    },
  );

  it.each(["/login", "/login/", "/login?next=%2F", "/login/?x=1"])("takes the address %s", async (path) => {
    const answer = await server.client().post(path, { username: "ada", password: PASSWORD });
    expect(answer.status).toBe(200);
  });

  it("takes a form, as a page without script sends it", async () => {
    const answer = await server
      .client()
      .send(
        "POST",
        "/login",
        { "content-type": "application/x-www-form-urlencoded" },
        new URLSearchParams({ username: "ada", password: PASSWORD }).toString(),
      );
    expect(answer.status).toBe(200);
  });

  it("L-02 gives an unknown name, a wrong password and an inactive user byte-identical answers", async () => {
    await server.addUser({ username: "idle" });
    await server.auth.store.db
      .updateTable("users")
      .set({ is_active: 0 })
      .where("username", "=", "idle")
      .execute();
    const answers = [
      await server.client().signIn("nobody", PASSWORD),
      await server.client().signIn("ada", `${PASSWORD}?`),
      await server.client().signIn("idle", PASSWORD),
    ].map(fingerprint);
    expect(new Set(answers)).toEqual(new Set([answers[0]]));
    expect(answers[0]).toContain("bad_credentials");
  });

  it("names a scheme with its 401, so that the answer is complete HTTP", async () => {
    const answer = await server.client().signIn("ada", "wrong password");
    expect(answer.headers["www-authenticate"]).toBe('Bearer realm="wafer"');
    expect(answer.json).toEqual({
      title: "Unauthorized",
      status: 401,
      detail: "The user name or the password is wrong.",
      code: "bad_credentials",
    });
    expect(answer.cookies).toEqual([]);
  });

  it.each([true, false])("keeps when the user last signed in, if it is to: %s", async (updateLastLogin) => {
    const fresh = await serve({ updateLastLogin });
    await fresh.signedIn();
    await fresh.auth.lastSignIns.flush();
    const user = await fresh.auth.store.db.selectFrom("users").selectAll().executeTakeFirstOrThrow();
    expect(user.last_login_at).toBe(updateLastLogin ? fresh.clock.now : null);
    await fresh.close();
  });

  it("L-12 has no account on a fresh install that anybody could sign in to", async () => {
    const fresh = await serve();
    await fresh.auth.store.db.deleteFrom("users").execute();
    const tries = ["admin", "root", "wafer"].map((name) => fresh.client().signIn(name, "admin"));
    expect((await Promise.all(tries)).map((answer) => answer.status)).toEqual([401, 401, 401]);
    await fresh.close();
  });

  it("L-11 writes one event for each sign-in and each refusal, with time, user, address, agent and outcome", async () => {
    const client = server.client();
    const agent = { "user-agent": "journey/1", "content-type": "application/json" };
    await server.addUser({ username: "away" });
    await server.auth.store.db
      .updateTable("users")
      .set({ is_active: 0 })
      .where("username", "=", "away")
      .execute();
    await server.auth.store.db.deleteFrom("events").execute();
    for (const [username, password] of [
      ["ada", PASSWORD],
      ["ada", "wrong password"],
      ["away", PASSWORD],
      ["nobody", PASSWORD],
    ])
      await client.send("POST", "/login", agent, JSON.stringify({ username, password }));
    const rows = await server.auth.store.db.selectFrom("events").selectAll().execute();
    const common = { at: server.clock.now, type: "sign_in", ip: "127.0.0.1", user_agent: "journey/1" };
    expect(rows).toEqual(
      ["ok", "wrong_password", "inactive_user", "unknown_user"].map((outcome) =>
        expect.objectContaining({
          ...common,
          outcome,
          user_id: outcome === "unknown_user" ? null : expect.any(String),
          request_id: expect.any(String),
        }),
      ),
    );
  });
});

function secondsFrom(now: number, seconds: number): string {
  return new Date((Math.floor(now / 1000) + seconds) * 1000).toISOString();
}
