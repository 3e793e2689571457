import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PERMISSIONS } from "../../src/permissions.ts";
import type { Route } from "../../src/routes/route.ts";
import { routes } from "../../src/routes/routes.ts";
import { serveAdmin, staff, userOf } from "./admin.ts";
import type { Answer, Client } from "./client.ts";
import { ACCESS, PASSWORD, serve, type TestServer } from "./serve.ts";

const staffRoutes = routes.filter(({ guard }) => guard === "staff");
const named = staffRoutes.map((route) => [`${route.method} ${route.path}`, route] as const);
const unsafe = named.filter(([, { method }]) => method !== "GET");
const withPermission = named.filter(([, { staff }]) => staff?.permission !== null);
const fresh = named.filter(([, { staff }]) => staff?.isFresh === true);

let server: TestServer;
beforeAll(async () => {
  server = await serveAdmin();
});
afterAll(() => server.close());

/** The bare request, with no body: a guard looks before it is read. Of an id that nothing has. */
function ask(client: Client, { method, path }: Route, headers = {}): Promise<Answer> {
  const csrf = client.csrfToken === "" ? {} : { "x-csrftoken": client.csrfToken };
  return client.send(method, path.replace(/:\w+/g, "nothing"), { ...csrf, ...headers });
}

const codeOf = (answer: Answer) => [answer.status, answer.json["code"]];

describe("W-14 every route under /admin/api", () => {
  it("has the guard for staff and says what it demands; no other route has", () => {
    for (const { path, guard, staff } of routes) {
      const isAdmin = path.startsWith("/admin/");
      expect([path, guard === "staff", staff !== undefined]).toEqual([path, isAdmin, isAdmin]);
    }
  });

  it("leaves no permission that nothing demands", () => {
    const demanded = new Set(staffRoutes.map(({ staff }) => staff?.permission));
    expect(PERMISSIONS.filter((permission) => !demanded.has(permission))).toEqual([]);
  });

  it.each(named)("%s is 401 for nobody", async (_, route) => {
    expect(codeOf(await ask(server.client(), route))).toEqual([401, "not_authenticated"]);
  });

  it.each(named)("%s is 403 for a user who is not staff", async (_, route) => {
    expect(codeOf(await ask(await server.signedIn("ada"), route))).toEqual([403, "permission_denied"]);
  });

  it.each(unsafe)("%s is 403 for staff without the CSRF token", async (_, route) => {
    const answer = await ask(await server.signedIn("root"), route, { "x-csrftoken": undefined });
    expect(codeOf(answer)).toEqual([403, "csrf_failed"]);
  });

  it.each(unsafe)("%s is 403 from a page of another site", async (_, route) => {
    const answer = await ask(await server.signedIn("root"), route, { origin: "https://evil.test" });
    expect(codeOf(answer)).toEqual([403, "csrf_failed"]);
  });
});

describe("a staff user with every permission but one", () => {
  it.each(withPermission)("gets 403 from %s where that is the one it takes", async (name, route) => {
    const wanted = route.staff?.permission;
    const others = PERMISSIONS.filter((permission) => permission !== wanted);
    const client = await staff(server, `lacks-${staffRoutes.indexOf(route)}`, others);
    const answer = await ask(client, route);
    expect([name, ...codeOf(answer)]).toEqual([name, 403, "permission_denied"]);
    expect(Object.keys(answer.json)).toEqual(["title", "status", "detail", "code"]);
  });
});

describe("S-04 a session whose proof of the password is too old", () => {
  it("is told so by every route that destroys", async () => {
    const own = await serveAdmin();
    const client = await own.signedIn("root");
    own.clock.now += 15 * 60_000 - 1;
    await client.post("/token/refresh");
    const codes = async () => {
      const answers = [];
      for (const [, route] of fresh) answers.push((await ask(client, route)).json["code"]);
      return new Set(answers);
    };
    expect(await codes()).not.toContain("reauthentication_required");
    own.clock.now += 1;
    expect(await codes()).toEqual(new Set(fresh.map(() => "reauthentication_required")));
    await own.close();
  });
});

describe("a superuser with a fresh session", () => {
  it.each(named)("passes the guard of %s", async (_, route) => {
    const answer = await ask(await server.signedIn("root"), route);
    expect([
      "permission_denied",
      "csrf_failed",
      "reauthentication_required",
      "not_authenticated",
    ]).not.toContain(answer.json["code"]);
    expect(answer.status).toBeLessThan(500);
  });

  it("who is not staff does not: only staff may enter", async () => {
    await server.addUser({ username: "outsider", isSuperuser: true });
    const answer = await (await server.signedIn("outsider")).get("/admin/api/me");
    expect(codeOf(answer)).toEqual([403, "permission_denied"]);
  });
});

describe("what is taken from somebody", () => {
  it("counts on their next request, whichever process took it: roles, permissions, being active", async () => {
    const client = await staff(server, "fading", ["users.view"]);
    const { id } = await userOf(server, "fading");
    const { db } = server.auth.store;
    expect((await client.get("/admin/api/users")).status).toBe(200);
    await db.deleteFrom("user_permissions").where("user_id", "=", id).execute();
    expect(codeOf(await client.get("/admin/api/users"))).toEqual([403, "permission_denied"]);
    await db.updateTable("users").set({ is_staff: 0 }).where("id", "=", id).execute();
    expect(codeOf(await client.get("/admin/api/me"))).toEqual([403, "permission_denied"]);
    await db.updateTable("users").set({ is_active: 0 }).where("id", "=", id).execute();
    expect(codeOf(await client.get("/admin/api/me"))).toEqual([401, "token_invalid"]);
  });
});

describe("POST /me/confirm", () => {
  it("makes this session fresh, and no other", async () => {
    const own = await serveAdmin();
    const [client, other] = [await own.signedIn("root"), await own.signedIn("root")];
    own.clock.now += 20 * 60_000;
    for (const each of [client, other]) await each.post("/token/refresh");
    const answer = await client.post("/me/confirm", { password: PASSWORD });
    expect(answer.json).toEqual({
      authenticatedAt: new Date(own.clock.now).toISOString(),
      freshUntil: new Date(own.clock.now + 15 * 60_000).toISOString(),
    });
    expect((await client.get("/admin/api/me")).json).toMatchObject(answer.json);
    expect((await other.get("/admin/api/me")).json["freshUntil"]).toBe(
      new Date(own.clock.now - 5 * 60_000).toISOString(),
    );
    await own.close();
  });

  it("refuses a wrong password, is throttled, and leaves an event of each", async () => {
    const own = await serveAdmin({ loginAttemptsPerAccount: 2 });
    const client = await own.signedIn("root");
    const codes = [];
    for (const password of ["wrong", "wrong", "wrong"])
      codes.push((await client.post("/me/confirm", { password })).json["code"]);
    expect(codes).toEqual(["wrong_password", "wrong_password", "too_many_logins"]);
    const events = await own.auth.store.db
      .selectFrom("events")
      .select(["type", "outcome"])
      .where("type", "=", "password_confirmed")
      .execute();
    expect(events.map(({ outcome }) => outcome)).toEqual([
      "wrong_password",
      "wrong_password",
      "too_many_attempts",
    ]);
    await own.close();
  });
});

describe("the setting admin", () => {
  it("off: there is nothing at the admin's addresses", async () => {
    const own = await serve({ admin: false });
    const client = await own.signedIn("ada");
    for (const [, route] of named) expect((await ask(client, route)).status).toBe(404);
    await own.close();
  });
});

describe("GET /admin/api/me", () => {
  it("tells who acts and what they may do, and nothing of the password", async () => {
    const client = await staff(server, "viewer", ["users.view", "keys.view"]);
    const answer = await client.get("/admin/api/me");
    expect(answer.json).toMatchObject({
      user: { username: "viewer", isStaff: true, isSuperuser: false },
      permissions: ["users.view", "keys.view"],
    });
    expect(answer.text).not.toMatch(/argon2|hash/);
    expect((await (await server.signedIn("root")).get("/admin/api/me")).json["permissions"]).toEqual(
      PERMISSIONS,
    );
  });

  it("takes a bearer token too", async () => {
    const token = (await server.signedIn("root")).cookie(ACCESS);
    const answer = await server.client().get("/admin/api/me", { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(200);
  });
});
