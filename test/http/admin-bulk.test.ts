import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changePermissions, createGroup } from "../../src/index.ts";
import { serveAdmin, staff, userOf } from "./admin.ts";
import type { Answer, Client } from "./client.ts";
import { PASSWORD, type TestServer } from "./serve.ts";

const BULK = "/admin/api/users/bulk";
let server: TestServer;
let root: Client;

beforeEach(async () => {
  const quick = {
    hash: async (text: string) => `quick ${text}`,
    verify: async () => true,
    needsRehash: () => false,
  };
  server = await serveAdmin({}, { hasher: quick });
  root = await server.signedIn("root");
});
afterEach(() => server.close());

type Line = Readonly<Record<string, unknown>> & { readonly type: string };
const linesOf = ({ text }: Answer) =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
const itemsOf = (answer: Answer) => linesOf(answer).filter(({ type }) => type === "item");
const endOf = (answer: Answer) => linesOf(answer).at(-1);
const idOf = async (username: string) => (await userOf(server, username)).id;

async function addPeople(count: number): Promise<void> {
  const now = server.clock.now;
  const rows = Array.from({ length: count }, (_, n) => ({
    id: `0190-${String(n).padStart(6, "0")}`,
    username: `many${n}`,
    username_key: `many${n}`,
    email: "",
    email_key: null,
    first_name: "",
    last_name: "",
    password_hash: "",
    is_active: 1,
    is_staff: 0,
    is_superuser: 0,
    must_change_password: 0,
    password_changed_at: now,
    last_login_at: null,
    created_at: now,
    updated_at: now,
  }));
  for (let start = 0; start < count; start += 500)
    await server.auth.store.db
      .insertInto("users")
      .values(rows.slice(start, start + 500))
      .execute();
}

const activeCount = async () =>
  (await server.auth.store.db.selectFrom("users").select("id").where("is_active", "=", 1).execute()).length;

describe("POST /admin/api/users/bulk", () => {
  it("does an act to all of a filter, with progress and the result of each", async () => {
    await addPeople(1234);
    const answer = await root.post(BULK, { action: "deactivate", filter: { search: "many", active: true } });
    expect(answer.headers["content-type"]).toBe("application/x-ndjson; charset=utf-8");
    const lines = linesOf(answer);
    expect(lines[0]).toEqual({ type: "start", total: 1234 });
    expect(itemsOf(answer)).toHaveLength(1234);
    expect(new Set(itemsOf(answer).map(({ id }) => id)).size).toBe(1234);
    expect(lines.filter(({ type }) => type === "progress").length).toBeGreaterThan(5);
    expect(endOf(answer)).toEqual({ type: "end", done: 1234, ok: 1234, unchanged: 0, failed: 0 });
    expect(await activeCount()).toBe(2);
  });

  it("takes ids, and tells of each what came of it; what was done by half goes on with the same call", async () => {
    await addPeople(3);
    const ids = ["0190-000000", "nobody", await idOf("root"), "0190-000001"];
    const answer = await root.post(BULK, { action: "deactivate", ids });
    expect(itemsOf(answer).map(({ outcome }) => outcome)).toEqual(["ok", "not_found", "conflict", "ok"]);
    expect(endOf(answer)).toEqual({ type: "end", done: 4, ok: 2, unchanged: 0, failed: 2 });
    const again = await root.post(BULK, { action: "deactivate", ids: [...ids, "0190-000002"] });
    expect(itemsOf(again).map(({ outcome }) => outcome)).toEqual([
      "unchanged",
      "not_found",
      "conflict",
      "unchanged",
      "ok",
    ]);
    expect((await root.post(BULK, { action: "activate", filter: { active: false } })).text).toContain(
      '"ok":3',
    );
  });

  it("revokes sessions and deletes, at once in this process", async () => {
    await server.addUser({ username: "grace" });
    const [ada, grace] = [await server.signedIn("ada"), await server.signedIn("grace")];
    await root.post(BULK, { action: "revoke_sessions", ids: [await idOf("ada")] });
    expect([(await ada.get("/me")).status, (await grace.get("/me")).status]).toEqual([401, 200]);
    await root.post(BULK, { action: "delete", filter: { staff: false } });
    expect((await grace.get("/me")).status).toBe(401);
    expect((await server.counts()).users).toBe(1);
  });

  it("spares the session that asks when it revokes everybody's", async () => {
    const other = await server.signedIn("root");
    expect(endOf(await root.post(BULK, { action: "revoke_sessions", filter: {} }))).toMatchObject({
      failed: 0,
    });
    expect([(await other.get("/me")).status, (await root.get("/me")).status]).toEqual([401, 200]);
  });

  it("moves users into a group and out of it", async () => {
    await addPeople(300);
    const { id: group } = await createGroup(server.auth, "editors");
    expect(
      endOf(await root.post(BULK, { action: "add_to_group", group, filter: { search: "many1" } })),
    ).toMatchObject({
      ok: 111,
    });
    const out = await root.post(BULK, { action: "remove_from_group", group, filter: { group } });
    expect(endOf(out)).toMatchObject({ done: 111, ok: 111 });
    expect((await root.post(BULK, { action: "add_to_group", group: "nothing", filter: {} })).status).toBe(
      404,
    );
  });

  it("writes an event of each user, with the id of the request", async () => {
    await addPeople(20);
    const answer = await root.post(BULK, { action: "deactivate", filter: { search: "many" } });
    const events = await server.auth.store.db
      .selectFrom("events")
      .select(["user_id", "request_id"])
      .where("type", "=", "user_deactivated")
      .execute();
    expect(events).toHaveLength(20);
    expect(new Set(events.map(({ request_id }) => request_id))).toEqual(
      new Set([answer.headers["x-request-id"]]),
    );
  });

  it("lets others sign in meanwhile", async () => {
    await addPeople(3000);
    let isDone = false;
    const running = root.post(BULK, { action: "deactivate", filter: { search: "many" } }).finally(() => {
      isDone = true;
    });
    let signedIn = 0;
    while (!isDone) {
      expect((await server.client().signIn("ada", PASSWORD)).status).toBe(200);
      signedIn++;
    }
    expect(endOf(await running)).toMatchObject({ ok: 3000 });
    expect(signedIn).toBeGreaterThan(5);
  });

  it("stops when who asked may no longer: what they were goes on for no page more", async () => {
    await addPeople(2000);
    const clerk = await staff(server, "clerk", ["users.view", "users.change"]);
    const running = clerk.post(BULK, { action: "deactivate", filter: { search: "many" } });
    await expect.poll(activeCount, { interval: 1 }).toBeLessThan(2000);
    await root.post(`/admin/api/users/${await idOf("clerk")}/deactivate`);
    expect(endOf(await running)).toEqual({ type: "error", code: "token_invalid" });
    expect(await activeCount()).toBeGreaterThan(0);
  });

  it("stops soon after the client goes away", async () => {
    await addPeople(3000);
    const leaving = new AbortController();
    const response = await fetch(server.url + BULK, {
      method: "POST",
      signal: leaving.signal,
      headers: {
        "content-type": "application/json",
        origin: root.origin,
        cookie: root.cookieHeader(),
        "x-csrftoken": root.csrfToken,
      },
      body: JSON.stringify({ action: "deactivate", filter: { search: "many" } }),
    });
    await response.body?.getReader().read();
    leaving.abort();
    const counts: number[] = [];
    await expect
      .poll(async () => counts.push(await activeCount()) > 3 && counts.at(-1) === counts.at(-4), {
        interval: 50,
      })
      .toBe(true);
    expect(counts.at(-1)).toBeGreaterThan(100);
  });

  it("acts on nobody who may do more than who asks, and tells so", async () => {
    await server.addUser({ username: "boss", isStaff: true, isSuperuser: true });
    const clerk = await staff(server, "clerk", ["users.view", "users.change"]);
    const answer = await clerk.post(BULK, { action: "deactivate", filter: {} });
    const failed = itemsOf(answer).filter(({ outcome }) => outcome !== "ok");
    expect(failed.map(({ outcome }) => outcome).sort()).toEqual([
      "conflict",
      "permission_denied",
      "permission_denied",
    ]);
    expect((await root.get("/admin/api/me")).status).toBe(200);
  });

  it("takes the permission of the act too", async () => {
    const clerk = await staff(server, "clerk", ["users.view", "users.change"]);
    for (const action of ["delete", "revoke_sessions"])
      expect((await clerk.post(BULK, { action, filter: {} })).json["code"]).toBe("permission_denied");
    const group = await createGroup(server.auth, "keepers");
    await changePermissions(server.auth, { group }, { give: ["keys.change"] });
    const answer = await clerk.post(BULK, {
      action: "add_to_group",
      group: group.id,
      ids: [await idOf("clerk")],
    });
    expect(itemsOf(answer).map(({ outcome }) => outcome)).toEqual(["permission_denied"]);
  });

  it.each([
    {},
    { action: "deactivate" },
    { action: "deactivate", ids: ["a"], filter: {} },
    { action: "promote", ids: ["a"] },
    { action: ["delete"], ids: ["a"] },
    { action: "deactivate", ids: "a" },
    { action: "deactivate", ids: ["a", "a"] },
    { action: "deactivate", ids: [1] },
    { action: "deactivate", filter: [] },
    { action: "deactivate", filter: "active=true" },
    { action: "deactivate", filter: { active: "true" } },
    { action: "deactivate", filter: { actve: true } },
    { action: "deactivate", filter: { search: ["a"] } },
    { action: "deactivate", filter: { sort: "username" } },
    { action: "deactivate", filter: JSON.parse('{"__proto__":{"active":true}}') as object },
    { action: "deactivate", filter: {}, group: "x" },
    { action: "add_to_group", filter: {} },
    { action: "deactivate", filter: {}, isSuperuser: true },
  ])("W-13 W-17 refuses %j, and does nothing", async (body) => {
    const before = await server.counts();
    const answer = await root.post(BULK, body);
    expect(answer.status).toBe(400);
    expect(await server.counts()).toEqual(before);
  });
});
