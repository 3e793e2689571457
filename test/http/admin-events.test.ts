import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listOf, serveAdmin, staff, userOf } from "./admin.ts";
import type { Client } from "./client.ts";
import { PASSWORD, type TestServer } from "./serve.ts";

const EVENTS = "/admin/api/events";
const FORMULA = '=cmd|"/C calc"!A0,x';
let server: TestServer;
let root: Client;
beforeAll(async () => {
  server = await serveAdmin();
  const body = JSON.stringify({ username: "ada", password: "wrong" });
  await server
    .client()
    .send("POST", "/login", { "content-type": "application/json", "user-agent": FORMULA }, body);
  server.clock.now += 7_200_000;
  root = await server.signedIn("root");
  await server.signedIn("ada");
});
afterAll(() => server.close());

const found = async (query: string) =>
  listOf((await root.get(`${EVENTS}?${query}`)).json, "events").map(
    ({ type, outcome }) => `${String(type)} ${String(outcome)}`,
  );

describe("GET /admin/api/events", () => {
  it("shows what happened, the newest first, with names, by type, outcome, user, address and time", async () => {
    const { id } = await userOf(server, "ada");
    expect((await found("limit=3"))[0]).toBe("sign_in ok");
    expect(await found(`user=${id}`)).toEqual(["sign_in ok", "sign_in wrong_password", "user_created ok"]);
    expect(await found(`user=${id}&type=sign_in`)).toEqual(["sign_in ok", "sign_in wrong_password"]);
    expect(await found("outcome=wrong_password")).toEqual(["sign_in wrong_password"]);
    expect(await found("address=127.0.0.1&type=sign_in")).toHaveLength(3);
    expect(await found("address=192.0.2.1")).toEqual([]);
    const since = new Date(server.clock.now - 1000).toISOString();
    expect(await found(`from=${since}&type=sign_in`)).toHaveLength(2);
    expect(await found(`to=${since}&type=sign_in`)).toHaveLength(1);
    const [event] = listOf((await root.get(`${EVENTS}?outcome=wrong_password`)).json, "events");
    expect(event).toMatchObject({ username: "ada", userAgent: FORMULA, address: "127.0.0.1" });
  });

  it("goes on page by page", async () => {
    const all = await found("limit=200");
    const pages = [];
    for (let query = "limit=2", next: unknown = ""; next !== null; query = `limit=2&before=${String(next)}`) {
      pages.push(...(await found(query)));
      next = (await root.get(`${EVENTS}?${query}`)).json["next"];
    }
    expect(pages).toEqual(all);
  });

  it("tells who did what to whom, before and after", async () => {
    const actor = (await userOf(server, "root")).id;
    await server.addUser({ username: "grace" });
    const { id } = await userOf(server, "grace");
    const path = `/admin/api/users/${id}`;
    await root.patch(path, { firstName: "Grace", isStaff: true });
    await root.post(`${path}/deactivate`);
    await root.patch(`${path}/permissions`, { give: ["users.view"] });
    const events = listOf((await root.get(`${EVENTS}?actor=${actor}&user=${id}`)).json, "events");
    expect(
      events.map(({ type, username, actorUsername, before, after }) => ({
        type,
        username,
        actorUsername,
        before,
        after,
      })),
    ).toEqual(
      [
        { type: "permissions_changed", before: { permissions: [] }, after: { permissions: ["users.view"] } },
        { type: "user_deactivated", before: { isActive: true }, after: { isActive: false } },
        {
          type: "roles_changed",
          before: { isStaff: false, isSuperuser: false },
          after: { isStaff: true, isSuperuser: false },
        },
        { type: "user_changed", before: { firstName: "" }, after: { firstName: "Grace" } },
      ].map((event) => ({ username: "grace", actorUsername: "root", ...event })),
    );
  });

  it("L-11 tells who tried what they may not", async () => {
    const clerk = await staff(server, "clerk", []);
    await clerk.get("/admin/api/users");
    await expect
      .poll(() => found("type=access_refused"), { timeout: 5000 })
      .toEqual(["access_refused lacks_permission"]);
  });

  it.each([
    "type=nothing",
    "user=",
    "before=0",
    "limit=201",
    "from=now",
    "ip=1",
    "type=sign_in&type=refresh",
  ])("W-17 is 400 for ?%s", async (query) => {
    expect((await root.get(`${EVENTS}?${query}`)).status).toBe(400);
  });
});

describe("GET /admin/api/events/export", () => {
  it("W-16 is CSV without a cell that a spreadsheet takes for a formula", async () => {
    const answer = await root.get(`${EVENTS}/export?format=csv&outcome=wrong_password`);
    expect(answer.headers).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": expect.stringMatching(/^attachment; filename="events-\d{4}-\d\d-\d\d\.csv"$/),
      "cache-control": "no-store",
    });
    expect(answer.text.split("\r\n")).toHaveLength(3);
    expect(answer.text).toContain(`"'=cmd|""/C calc""!A0,x"`);
    expect(answer.text).not.toMatch(/(^|,)"?=/m);
  });

  it("is a JSON object a line, the oldest first, all of them", async () => {
    const answer = await root.get(`${EVENTS}/export?withRefreshes=true`);
    const lines = answer.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: number });
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.map(({ id }) => id)).toEqual(lines.map(({ id }) => id).sort((a, b) => a - b));
    expect(answer.text).not.toMatch(/argon2|eyJ/);
    expect(answer.text).not.toContain(PASSWORD);
  });

  it("is cut off where the client goes away", async () => {
    const headers = { cookie: root.cookieHeader() };
    const response = await fetch(`${server.url}${EVENTS}/export`, { headers });
    await response.body?.cancel();
    expect((await root.get(EVENTS)).status).toBe(200);
  });
});
