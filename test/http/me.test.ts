import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACCESS, CSRF, serve, type TestServer } from "./serve.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

describe("GET /me", () => {
  it("tells who is signed in, and when the session ends", async () => {
    const answer = await (await server.signedIn()).get("/me");
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      user: expect.objectContaining({ username: "ada", isSuperuser: false }),
      session: {
        id: expect.any(String),
        createdAt: new Date(server.clock.now).toISOString(),
        expiresAt: new Date(server.clock.now + 86_400_000).toISOString(),
        mustChangePassword: false,
      },
    });
  });

  it("shows nothing of the password's hash", async () => {
    expect((await (await server.signedIn()).get("/me")).text).not.toMatch(/argon2|hash|password(?!":false)/i);
  });

  it("is 401 not_authenticated for nobody, with or without a trailing slash", async () => {
    for (const path of ["/me", "/me/"])
      expect((await server.client().get(path)).json).toMatchObject({
        status: 401,
        code: "not_authenticated",
      });
  });

  it("reads a bearer token too, without CSRF", async () => {
    const token = (await server.signedIn()).cookie(ACCESS);
    const client = server.client();
    const authorization = `Bearer ${token}`;
    expect((await client.get("/me", { authorization })).status).toBe(200);
    const foreign = { authorization, origin: "https://evil.test" };
    expect((await client.post("/token/verify", undefined, foreign)).status).toBe(200);
  });

  it("prefers the bearer token and does not fall back to the cookie when it is wrong", async () => {
    const client = await server.signedIn();
    expect((await client.get("/me", { authorization: "Bearer wrong" })).json["code"]).toBe("token_invalid");
    expect((await client.get("/me", { authorization: "Basic YTpi" })).status).toBe(200);
  });

  it("is 401 for a deleted or deactivated user's token", async () => {
    await server.addUser({ username: "grace" });
    await server.addUser({ username: "edsger" });
    const [grace, edsger] = [await server.signedIn("grace"), await server.signedIn("edsger")];
    await server.auth.store.db.deleteFrom("users").where("username", "=", "grace").execute();
    await server.auth.store.db
      .updateTable("users")
      .set({ is_active: 0 })
      .where("username", "=", "edsger")
      .execute();
    const answers = [await grace.get("/me"), await edsger.get("/me")];
    expect(answers.map((answer) => answer.json["code"])).toEqual(["token_invalid", "token_invalid"]);
  });

  it("W-13 takes no PUT or DELETE", async () => {
    const client = await server.signedIn();
    for (const method of ["PUT", "DELETE", "POST"]) {
      const headers = { "content-type": "application/json", "x-csrftoken": client.cookie(CSRF) };
      const answer = await client.send(method, "/me", headers, JSON.stringify({ isSuperuser: true }));
      expect([answer.status, answer.headers["allow"]]).toEqual([405, "GET, PATCH, HEAD"]);
    }
  });
});

describe("POST /token/verify", () => {
  it("tells whose token it is and until when it is valid", async () => {
    const client = await server.signedIn();
    const answer = await client.post("/token/verify");
    expect(answer.json).toEqual({
      userId: expect.any(String),
      sessionId: expect.any(String),
      expiresAt: new Date((Math.floor(server.clock.now / 1000) + 300) * 1000).toISOString(),
    });
    expect((await server.client().post("/token/verify")).json["code"]).toBe("not_authenticated");
  });
});
