import { describe, expect, it, onTestFinished } from "vitest";
import type { ListedEvent } from "../../src/users/list-events.ts";
import type { Client, Headers } from "./client.ts";
import { PASSWORD, serve, type TestServer } from "./serve.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async function started(): Promise<TestServer> {
  const server = await serve();
  onTestFinished(() => server.close());
  return server;
}

async function eventsOf(client: Client, query = ""): Promise<readonly ListedEvent[]> {
  const answer = await client.get(`/events${query}`);
  expect(answer.status).toBe(200);
  return answer.json["events"] as readonly ListedEvent[];
}

const told = (events: readonly ListedEvent[]) => events.map(({ type, outcome }) => `${type} ${outcome}`);

function login(client: Client, body: object, headers: Headers = {}) {
  const all = { "content-type": "application/json", ...headers };
  return client.send("POST", "/login", all, JSON.stringify(body));
}

describe("GET /events", () => {
  it("tells what happened in the account, the newest first, each with device, address and session", async () => {
    const server = await started();
    const there = server.client();
    await login(there, { username: "ada", password: "wrong" }, { "user-agent": "curl/8.5.0" });
    await login(there, { username: "ada", password: PASSWORD }, { "user-agent": FIREFOX });
    const here = await server.signedIn();
    server.clock.now += 60_000;
    await here.post("/token/refresh");
    await here.patch("/me", { firstName: "Ada" });
    await there.post("/logout", undefined, { "user-agent": FIREFOX });
    const answer = await here.get("/events");
    const events = answer.json["events"] as readonly ListedEvent[];
    expect(told(events)).toEqual([
      "sign_out ok",
      "profile_changed ok",
      "sign_in ok",
      "sign_in ok",
      "sign_in wrong_password",
      "user_created ok",
    ]);
    expect(events.map(({ isThisSession }) => isThisSession)).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(events.map(({ device }) => device)).toEqual([
      "Firefox on Linux",
      "Unknown device",
      "Unknown device",
      "Firefox on Linux",
      "curl",
      "Program on the server",
    ]);
    expect(events[0]).toEqual({
      id: expect.any(Number),
      at: new Date(server.clock.now).toISOString(),
      type: "sign_out",
      outcome: "ok",
      device: "Firefox on Linux",
      ip: "127.0.0.1",
      isThisSession: false,
    });
    expect(answer.json["next"]).toBe(null);
    expect(answer.text).not.toMatch(/Gecko|curl\/|user_agent|request_id/);
    expect(answer.headers["cache-control"]).toBe("no-store");
  });

  it("goes back page by page, and gives each event once while new ones come in", async () => {
    const server = await started();
    const client = await server.signedIn();
    for (let count = 0; count < 24; count++) await client.patch("/me", { firstName: `Ada ${count}` });
    expect(await eventsOf(client)).toHaveLength(20);
    const seen: number[] = [];
    let query = "?limit=7";
    for (let pages = 1; query !== ""; pages++) {
      const { events, next } = (await client.get(`/events${query}`)).json;
      seen.push(...(events as ListedEvent[]).map(({ id }) => id));
      query = next === null ? "" : `?before=${next}&limit=7`;
      await client.patch("/me", { lastName: `Page ${pages}` });
    }
    expect(seen).toHaveLength(26);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a));
    expect(await eventsOf(client, "?before=1")).toEqual([]);
  });

  it("says at the exact end that nothing is left", async () => {
    const server = await started();
    const client = await server.signedIn();
    const { events, next } = (await client.get("/events?limit=2")).json;
    expect([(events as unknown[]).length, next]).toEqual([2, null]);
    expect((await client.get("/events?limit=1")).json["next"]).toEqual(expect.any(Number));
  });

  it.each([
    "limit=0",
    "limit=101",
    "limit=-1",
    "limit=1.5",
    "limit=ten",
    "limit=",
    "limit=1&limit=2",
    "before=0",
    "before=-1",
    "before=1e3",
    "before=x",
    "before=9007199254740992",
    "before=1%20or%201=1",
    "befor=1",
    "user_id=1",
  ])("W-17 is 400 invalid_request for ?%s", async (query) => {
    const server = await started();
    const answer = await (await server.signedIn()).get(`/events?${query}`);
    expect([answer.status, answer.json["code"]]).toEqual([400, "invalid_request"]);
    expect(answer.text).not.toContain("or 1=1");
  });

  it("W-14 never shows another user's events, wherever one begins", async () => {
    const server = await started();
    await server.addUser({ username: "grace" });
    const [ada, grace] = [await server.signedIn(), await server.signedIn("grace")];
    await grace.patch("/me", { firstName: "Grace" });
    const [newest] = await eventsOf(grace);
    expect(told(await eventsOf(ada, `?before=${(newest?.id ?? 0) + 1}&limit=100`))).toEqual([
      "sign_in ok",
      "user_created ok",
    ]);
    expect(told(await eventsOf(grace))).toEqual(["profile_changed ok", "sign_in ok", "user_created ok"]);
  });

  it("shows a refused sign-in under an unknown name to nobody", async () => {
    const server = await started();
    await server.client().signIn("nobody", "wrong password");
    const client = await server.signedIn();
    const { db } = server.auth.store;
    const unknown = await db
      .selectFrom("events")
      .select("user_id")
      .where("outcome", "=", "unknown_user")
      .execute();
    expect(unknown).toEqual([{ user_id: null }]);
    expect(told(await eventsOf(client))).toEqual(["sign_in ok", "user_created ok"]);
  });

  it("is 401 for nobody and for a session that another process ended, 405 for other methods", async () => {
    const server = await started();
    const client = await server.signedIn();
    expect((await server.client().get("/events")).json["code"]).toBe("not_authenticated");
    const answer = await client.post("/events", {});
    expect([answer.status, answer.headers["allow"]]).toEqual([405, "GET, HEAD"]);
    await server.auth.store.db.updateTable("sessions").set({ revoked_at: 1 }).execute();
    expect((await client.get("/events")).json["code"]).toBe("token_invalid");
  });
});
