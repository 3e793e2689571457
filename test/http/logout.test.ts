import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Client } from "./client.ts";
import { forge } from "./forge.ts";
import { ACCESS, ORIGIN, PASSWORD, REFRESH, serve, type TestServer } from "./serve.ts";
import { startSecond } from "./start-second.ts";

async function started(): Promise<TestServer> {
  const server = await serve();
  onTestFinished(() => server.close());
  return server;
}

/** Sends a whole request and resets the connection at once. */
async function postAndReset(client: Client, path: string): Promise<void> {
  const { hostname, port } = new URL(client.url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  socket.on("error", () => {});
  await new Promise<void>((resolve) => socket.write(client.rawPost(path), () => resolve()));
  socket.resetAndDestroy();
}

describe("POST /logout", () => {
  it("S-02 ends the session of a browser that is gone before the answer", async () => {
    const server = await started();
    const clients = [];
    for (let count = 0; count < 5; count++) clients.push(await server.signedIn());
    for (const client of clients) await postAndReset(client, "/logout");
    const { db } = server.auth.store;
    await vi.waitFor(async () => {
      const rows = await db.selectFrom("sessions").select("revoke_reason").execute();
      expect(rows.map(({ revoke_reason }) => revoke_reason)).toEqual(Array(5).fill("sign_out"));
    });
    expect(server.logs.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
    const ends = (await server.acts()).filter(({ type }) => type === "sign_out");
    expect(ends.map(({ ip }) => ip)).toEqual(Array(5).fill("127.0.0.1"));
  });

  it("C-08 deletes the three cookies with the attributes they were set with", async () => {
    const server = await started();
    const client = server.client();
    const login = await client.signIn("ada", PASSWORD);
    const logout = await client.post("/logout");
    expect(logout.status).toBe(204);
    const deleted = login.cookies.map((cookie) =>
      cookie.replace(/=[^;]*/, "=").replace(/Max-Age=\d+/, "Max-Age=0"),
    );
    expect(logout.cookies).toEqual(deleted);
    expect([...client.jar.keys()]).toEqual([]);
  });

  it("C-09 clears the cache, the cookies and the storage of the site", async () => {
    const client = await (await started()).signedIn();
    const { headers } = await client.post("/logout");
    expect(headers["clear-site-data"]).toBe('"cache", "cookies", "storage"');
  });

  it("S-02 refuses the refresh cookie and the access cookie at once", async () => {
    const client = await (await started()).signedIn();
    const copy = client.copy();
    expect((await client.post("/logout")).status).toBe(204);
    expect((await copy.copy().get("/me")).status).toBe(401);
    expect((await copy.copy().post("/token/verify")).status).toBe(401);
    expect((await copy.copy().post("/token/refresh")).json["code"]).toBe("session_ended");
  });

  it("J-22 refuses an ended session's token in any other spelling: it is known by its claims, not by its text", async () => {
    const server = await started();
    const client = await server.signedIn();
    const token = client.cookie(ACCESS);
    await client.post("/logout");
    const forged = forge(token, { claims: { jti: "AAAAAAAAAAAAAAAAAAAAAA", note: "another text" } });
    const spellings = [
      token,
      `${token}=`,
      ` ${token}`,
      `${token}.`,
      `"${token}"`,
      encodeURIComponent(token),
      forged,
    ];
    for (const spelling of spellings) {
      const answer = await server.client().get("/me", { authorization: `Bearer ${spelling}` });
      expect([answer.status, answer.json["code"]]).toEqual([401, "token_invalid"]);
    }
  });

  it("ends this session only", async () => {
    const server = await started();
    const [here, there] = [await server.signedIn(), await server.signedIn()];
    await here.post("/logout");
    expect((await there.get("/me")).status).toBe(200);
  });

  it("signs out with an expired access cookie, by the refresh cookie", async () => {
    const server = await started();
    const client = await server.signedIn();
    const copy = client.copy();
    server.clock.now += 600_000;
    expect((await client.post("/logout")).status).toBe(204);
    expect((await copy.post("/token/refresh")).json["code"]).toBe("session_ended");
  });

  it.each([
    ["no cookie", ""],
    ["a garbage cookie", `${ACCESS}=garbage; ${REFRESH}=a.b.c`],
    ["a repeated cookie", `${ACCESS}=a; ${ACCESS}=b; ${REFRESH}=a; ${REFRESH}=b`],
  ])("answers 204 and deletes the cookies with %s", async (_name, cookie) => {
    const answer = await (await started()).client().post("/logout", undefined, { cookie });
    expect([answer.status, answer.cookies.length]).toEqual([204, 3]);
  });

  it("is 403 without the CSRF token, and the session goes on", async () => {
    const client = await (await started()).signedIn();
    const answer = await client.post("/logout", undefined, { "x-csrftoken": undefined });
    expect([answer.status, answer.cookies]).toEqual([403, []]);
    expect((await client.get("/me")).status).toBe(200);
  });
});

describe("POST /logout with a refresh cookie only", () => {
  it("is 403 without the CSRF token too, and the session goes on", async () => {
    const client = await (await started()).signedIn();
    client.jar.delete(ACCESS);
    const answer = await client.post("/logout", undefined, { "x-csrftoken": undefined });
    expect([answer.status, answer.cookies]).toEqual([403, []]);
    expect((await client.post("/token/refresh")).status).toBe(200);
  });
});

describe("POST /logout/all", () => {
  it("S-03 ends every session of the user at once, and of nobody else", async () => {
    const server = await started();
    await server.addUser({ username: "grace" });
    const [here, there, other] = [
      await server.signedIn(),
      await server.signedIn(),
      await server.signedIn("grace"),
    ];
    expect((await here.post("/logout/all")).status).toBe(204);
    expect((await there.get("/me")).status).toBe(401);
    expect((await there.post("/token/refresh")).status).toBe(401);
    expect((await other.get("/me")).status).toBe(200);
  });
});

describe("two server processes on one SQLite file", () => {
  it("S-02 S-03 refuse a session within 500 ms of its end in the other", async () => {
    const server = await started();
    const second = await startSecond(server.folder);
    const clients = [];
    for (let round = 0; round < 6; round++) clients.push(await server.signedIn());
    for (const client of clients) {
      const elsewhere = new Client(second, ORIGIN);
      for (const [name, value] of client.jar) elsewhere.jar.set(name, value);
      expect((await elsewhere.copy().get("/me")).status).toBe(200);
      await client.post("/logout");
      const endedAt = performance.now();
      const verify = () =>
        elsewhere.copy().post("/token/verify", undefined, { "x-csrftoken": client.csrfToken });
      while ((await verify()).status === 200) expect(performance.now() - endedAt).toBeLessThan(500);
      expect((await elsewhere.copy().post("/token/refresh")).json["code"]).toBe("session_ended");
    }
  });
});
