import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listOf, serveAdmin, staff, userOf } from "./admin.ts";
import type { Client } from "./client.ts";
import type { TestServer } from "./serve.ts";
import { startSecond } from "./start-second.ts";

const SESSIONS = "/admin/api/sessions";
let server: TestServer;
let root: Client;
beforeEach(async () => {
  server = await serveAdmin();
  root = await server.signedIn("root");
});
afterEach(() => server.close());

const idsOf = async (query = "") =>
  listOf((await root.get(SESSIONS + query)).json, "sessions").map(({ id }) => String(id));
const idOf = async (client: Client) => ((await client.get("/me")).json["session"] as { id: string }).id;

describe("GET /admin/api/sessions", () => {
  it("shows live sessions, the newest first, of all or of one user, page by page", async () => {
    const clients = [];
    for (let n = 0; n < 3; n++) {
      server.clock.now += 1000;
      clients.push(await server.signedIn("ada"));
    }
    const ids = [];
    for (const client of clients) ids.push(await idOf(client));
    const newest = ids.toReversed();
    expect(await idsOf()).toEqual([...newest, await idOf(root)]);
    expect(await idsOf(`?user=${(await userOf(server, "ada")).id}`)).toEqual(newest);
    const { json } = await root.get(`${SESSIONS}?limit=2`);
    expect(listOf(json, "sessions")[0]).toMatchObject({ username: "ada", isCurrent: false, ip: "127.0.0.1" });
    expect(await idsOf(`?limit=2&after=${String(json["next"])}`)).toEqual([newest[2], await idOf(root)]);
    await clients[1]?.post("/logout");
    expect(await idsOf()).toHaveLength(3);
    server.clock.now += 86_400_000;
    root = await server.signedIn("root");
    expect(await idsOf()).toEqual([await idOf(root)]);
  });

  it("goes past a thousand that have ended", async () => {
    const live = await idOf(await server.signedIn("ada"));
    const { db } = server.auth.store;
    const [row] = await db.selectFrom("sessions").selectAll().where("id", "=", live).execute();
    if (row === undefined) throw new Error("no session");
    for (let n = 0; n < 12_000; n += 400) {
      const ended = Array.from({ length: 400 }, (_, i) => ({
        ...row,
        id: `zz${String(n + i).padStart(6, "0")}`,
        revoked_at: 1,
      }));
      await db.insertInto("sessions").values(ended).execute();
    }
    const first = await root.get(SESSIONS);
    expect([listOf(first.json, "sessions").length, typeof first.json["next"]]).toEqual([0, "string"]);
    expect(await idsOf(`?after=${String(first.json["next"])}`)).toContain(live);
  });
});

describe("S-03 revoking", () => {
  it("one session: on the next request here, and in half a second in another process", async () => {
    server.clock.now = Date.now();
    const client = await server.signedIn("ada");
    const there = client.copy(await startSecond(server.folder));
    expect((await there.get("/me")).status).toBe(200);
    server.clock.now = Date.now();
    expect((await root.delete(`${SESSIONS}/${await idOf(client)}`)).status).toBe(204);
    const startedAt = performance.now();
    expect((await client.get("/me")).json["code"]).toBe("token_invalid");
    await expect.poll(async () => (await there.get("/me")).status, { interval: 10 }).toBe(401);
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect((await client.post("/token/refresh")).json["code"]).toBe("session_ended");
  });

  it("many: each with its result", async () => {
    const [one, two] = [await server.signedIn("ada"), await server.signedIn("ada")];
    const ids = [await idOf(one), "nothing", await idOf(two)];
    await one.post("/logout");
    const answer = await root.post(`${SESSIONS}/revoke`, { which: "ids", ids });
    const outcomes = answer.text.match(/"outcome":"\w+"/g);
    expect(outcomes).toEqual(['"outcome":"unchanged"', '"outcome":"not_found"', '"outcome":"ok"']);
    expect((await two.get("/me")).status).toBe(401);
  });

  it("everything: all but the session that asks, by a superuser only", async () => {
    const clients = [await server.signedIn("ada"), await server.signedIn("root")];
    const clerk = await staff(server, "clerk", ["sessions.delete"]);
    expect((await clerk.post(`${SESSIONS}/revoke`, { which: "all" })).json["code"]).toBe("permission_denied");
    const answer = await root.post(`${SESSIONS}/revoke`, { which: "all" });
    expect(answer.text.trim().split("\n").at(-1)).toBe(
      '{"type":"end","done":3,"ok":3,"unchanged":0,"failed":0}',
    );
    for (const client of [...clients, clerk]) expect((await client.get("/me")).status).toBe(401);
    expect((await root.get("/me")).status).toBe(200);
  });

  it("is refused where it is a superuser's and who asks is none", async () => {
    const clerk = await staff(server, "clerk", ["sessions.delete"]);
    const id = await idOf(root);
    expect((await clerk.delete(`${SESSIONS}/${id}`)).json["code"]).toBe("permission_denied");
    const answer = await clerk.post(`${SESSIONS}/revoke`, { which: "ids", ids: [id] });
    expect(answer.text).toContain('"outcome":"permission_denied"');
    expect((await root.get("/me")).status).toBe(200);
  });

  it("refuses a body that says neither or both", async () => {
    for (const body of [{}, { which: "ids" }, { which: "all", ids: ["a"] }, { which: "mine" }])
      expect((await root.post(`${SESSIONS}/revoke`, body)).status).toBe(400);
  });
});
