import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changePermissions, createGroup, joinGroup, type Permission } from "../../src/index.ts";
import { serveAdmin, staff, userOf } from "./admin.ts";
import type { Answer, Client } from "./client.ts";
import { PASSWORD, type TestServer } from "./serve.ts";

let server: TestServer;
let root: Client;
let count = 0;

beforeAll(async () => {
  server = await serveAdmin({ loginAttemptsPerAccount: 3 });
  root = await server.signedIn("root");
});
afterAll(() => server.close());

/** A new user, and the address of theirs in the admin. */
async function person(
  options: { isStaff?: boolean; isSuperuser?: boolean; permissions?: Permission[] } = {},
) {
  const { permissions = [], ...roles } = options;
  const username = `person${++count}`;
  await server.addUser({ username, email: `${username}@example.org`, ...roles });
  const user = await userOf(server, username);
  await changePermissions(server.auth, { userId: user.id }, { give: permissions });
  return { username, id: user.id, path: `/admin/api/users/${user.id}` };
}

const codeOf = ({ status, json }: Answer) => [status, json["code"]];
const eventsOf = (userId: string) =>
  server.auth.store.db
    .selectFrom("events")
    .select(["type", "outcome", "detail"])
    .where("user_id", "=", userId)
    .orderBy("id")
    .execute();

describe("POST /admin/api/users", () => {
  it("creates a user who can sign in, by the rules for passwords and names", async () => {
    const answer = await root.post("/admin/api/users", {
      username: "Grace",
      password: "harbour violet anvil",
      email: "grace@example.org",
      isStaff: true,
    });
    expect(answer.status).toBe(201);
    expect(answer.json["user"]).toMatchObject({
      username: "Grace",
      isStaff: true,
      isSuperuser: false,
      isActive: true,
    });
    expect(answer.text).not.toMatch(/argon2|hash|harbour/);
    expect((await server.client().signIn("grace", "harbour violet anvil")).status).toBe(200);
    const again = { username: "GRACE", password: "harbour violet anvil" };
    expect(codeOf(await root.post("/admin/api/users", again))).toEqual([409, "conflict"]);
    expect(codeOf(await root.post("/admin/api/users", { username: "x1", password: "password" }))).toEqual([
      400,
      "password_rejected",
    ]);
    expect(codeOf(await root.post("/admin/api/users", { username: "a b", password: PASSWORD }))).toEqual([
      400,
      "user_rejected",
    ]);
  });

  it.each([
    { id: "1" },
    { passwordHash: "x" },
    { isActive: false },
    { isSuperuser: "true" },
    { isStaff: 1 },
    { permissions: ["users.view"] },
    { username: ["a"] },
    { password: {} },
  ])("W-13 W-17 refuses %j, and creates nobody", async (field) => {
    const before = await server.counts();
    const answer = await root.post("/admin/api/users", { username: "mallory", password: PASSWORD, ...field });
    expect(codeOf(answer)).toEqual([400, "invalid_request"]);
    expect(await server.counts()).toEqual(before);
  });
});

describe("PATCH /admin/api/users/:id", () => {
  it("changes names, address and roles, what is left out stays, and tells who did what", async () => {
    const { id, path, username } = await person();
    const answer = await root.patch(path, { firstName: " Ada ", email: "", isStaff: true });
    expect(answer.json["user"]).toMatchObject({
      username,
      firstName: "Ada",
      lastName: "",
      email: "",
      isStaff: true,
    });
    expect((await root.patch(path, { username: `${username}-new` })).status).toBe(200);
    expect((await server.client().signIn(`${username}-new`, PASSWORD)).status).toBe(200);
    expect((await eventsOf(id)).map(({ type, detail }) => [type, detail])).toEqual([
      ["user_created", null],
      ["user_changed", "email,firstName"],
      ["roles_changed", null],
      ["user_changed", "username"],
      ["sign_in", null],
    ]);
  });

  it("lets the sessions go on, their tokens refreshed, when a role changes", async () => {
    const { path, username } = await person();
    const client = await server.signedIn(username);
    await root.patch(path, { isStaff: true });
    expect((await client.get("/me")).json["code"]).toBe("token_invalid");
    await client.post("/token/refresh");
    expect((await client.get("/admin/api/me")).status).toBe(200);
    await root.patch(path, { isStaff: false });
    expect((await client.get("/admin/api/me")).status).toBe(401);
  });

  it("refuses what is no name or address, and what others have, and changes nothing", async () => {
    const [one, other] = [await person(), await person()];
    for (const [change, code] of [
      [{ username: "" }, "invalid_request"],
      [{ username: "a b" }, "invalid_request"],
      [{ email: "nothing" }, "invalid_request"],
      [{ firstName: "x\u202e" }, "invalid_request"],
      [{ username: other.username.toUpperCase() }, "conflict"],
      [{ username: `${other.username}@example.org` }, "conflict"],
      [{ email: `${other.username}@EXAMPLE.org` }, "conflict"],
      [{ lastName: "kept?", email: `${other.username}@example.org` }, "conflict"],
    ] as const)
      expect([change, (await root.patch(one.path, change)).json["code"]]).toEqual([change, code]);
    expect(await eventsOf(one.id)).toHaveLength(1);
  });

  it.each([
    { id: "x" },
    { passwordHash: "x" },
    { password: PASSWORD },
    { createdAt: "x" },
    { is_superuser: true },
  ])("W-13 refuses the field of %j", async (field) => {
    expect(codeOf(await root.patch((await person()).path, field))).toEqual([400, "invalid_request"]);
  });

  it("does not let anybody change their own roles", async () => {
    const { id } = await userOf(server, "root");
    expect(codeOf(await root.patch(`/admin/api/users/${id}`, { isSuperuser: false }))).toEqual([
      409,
      "conflict",
    ]);
    expect(codeOf(await root.patch(`/admin/api/users/${id}`, { isStaff: false }))).toEqual([409, "conflict"]);
    expect((await root.patch(`/admin/api/users/${id}`, { isStaff: true, lastName: "R" })).status).toBe(200);
  });
});

describe("the acts on a user", () => {
  it("set a password: every session ends, the new one opens one", async () => {
    const { path, username } = await person();
    const client = await server.signedIn(username);
    expect(codeOf(await root.post(`${path}/password`, { newPassword: username }))).toEqual([
      400,
      "password_rejected",
    ]);
    expect((await root.post(`${path}/password`, { newPassword: "harbour violet anvil" })).status).toBe(204);
    expect((await client.get("/me")).status).toBe(401);
    expect((await server.client().signIn(username, PASSWORD)).status).toBe(401);
    expect((await server.client().signIn(username, "harbour violet anvil")).status).toBe(200);
  });

  it("deactivate and activate: S-03 signed out at once, and back", async () => {
    const { path, username } = await person();
    const client = await server.signedIn(username);
    expect((await root.post(`${path}/deactivate`)).json["user"]).toMatchObject({
      isActive: false,
      openSessions: 0,
    });
    expect((await client.get("/me")).status).toBe(401);
    expect((await server.client().signIn(username, PASSWORD)).status).toBe(401);
    expect((await root.post(`${path}/activate`)).json["user"]).toMatchObject({ isActive: true });
    expect((await server.client().signIn(username, PASSWORD)).status).toBe(200);
  });

  it("unlock: a stranger may try again, and so may the user's own device", async () => {
    const { path, username, id } = await person();
    const own = await server.signedIn(username);
    // Else a stranger here would be known by the address.
    const { db } = server.auth.store;
    await db.updateTable("sessions").set({ ip: "198.51.100.7" }).where("user_id", "=", id).execute();
    for (let tries = 0; tries < 4; tries++) {
      await server.client().signIn(username, "wrong");
      await own.copy().signIn(`${username}@example.org`, "wrong");
      await own.copy().post("/me/confirm", { password: "wrong" });
    }
    expect((await root.get(path)).json["user"]).toMatchObject({ isLocked: true });
    expect((await own.copy().signIn(username, PASSWORD)).status).toBe(200);
    expect((await own.copy().post("/me/confirm", { password: PASSWORD })).status).toBe(429);
    expect((await root.post(`${path}/unlock`)).json["user"]).toMatchObject({
      isLocked: false,
      lockedUntil: null,
    });
    expect((await own.copy().post("/me/confirm", { password: PASSWORD })).status).toBe(200);
    expect((await server.client().signIn(username, PASSWORD)).status).toBe(200);
  });

  it("revoke-sessions: S-03 all of a user's sessions; of one's own all but this", async () => {
    const { path, username } = await person();
    const clients = [await server.signedIn(username), await server.signedIn(username)];
    expect((await root.post(`${path}/revoke-sessions`)).json["user"]).toMatchObject({ openSessions: 0 });
    for (const client of clients) expect((await client.get("/me")).status).toBe(401);
    const other = await server.signedIn("root");
    const { id } = await userOf(server, "root");
    expect((await root.post(`/admin/api/users/${id}/revoke-sessions`)).json["user"]).toMatchObject({
      openSessions: 1,
    });
    expect([(await other.get("/me")).status, (await root.get("/me")).status]).toEqual([401, 200]);
  });

  it("delete: gone with the sessions, and the name is free", async () => {
    const { path, username, id } = await person();
    const client = await server.signedIn(username);
    expect((await root.delete(path)).status).toBe(204);
    expect(codeOf(await root.delete(path))).toEqual([404, "not_found"]);
    expect((await client.get("/me")).status).toBe(401);
    expect((await eventsOf(id)).at(-1)?.type).toBe("session_ended");
    await server.addUser({ username });
  });

  it("refuse to lock oneself out", async () => {
    const { id } = await userOf(server, "root");
    expect(codeOf(await root.post(`/admin/api/users/${id}/deactivate`))).toEqual([409, "conflict"]);
    expect(codeOf(await root.delete(`/admin/api/users/${id}`))).toEqual([409, "conflict"]);
  });

  it("are 404 for an id that nobody has", async () => {
    for (const act of ["activate", "deactivate", "unlock", "revoke-sessions"])
      expect(codeOf(await root.post(`/admin/api/users/nobody/${act}`))).toEqual([404, "not_found"]);
    const answers = [
      await root.patch("/admin/api/users/nobody", { firstName: "x" }),
      await root.post("/admin/api/users/nobody/password", { newPassword: PASSWORD }),
      await root.patch("/admin/api/users/nobody/permissions", { give: ["users.view"] }),
    ];
    expect(answers.map(codeOf)).toEqual(answers.map(() => [404, "not_found"]));
  });
});

describe("PATCH /admin/api/users/:id/permissions", () => {
  it("gives and takes, and counts at once", async () => {
    const { path, username } = await person({ isStaff: true });
    const client = await server.signedIn(username);
    expect((await client.get("/admin/api/users")).status).toBe(403);
    const given = await root.patch(`${path}/permissions`, { give: ["users.view", "keys.view"] });
    expect(given.json["user"]).toMatchObject({ ownPermissions: ["users.view", "keys.view"] });
    expect((await client.get("/admin/api/users")).status).toBe(200);
    await root.patch(`${path}/permissions`, { take: ["users.view"] });
    expect((await client.get("/admin/api/users")).status).toBe(403);
  });

  it.each([
    { give: ["users.all"] },
    { give: ["__proto__"] },
    { give: "users.view" },
    { give: [["users.view"]] },
    { give: ["users.view", "users.view"] },
    { gives: [] },
  ])("W-17 refuses %j", async (body) => {
    const { path } = await person();
    expect(codeOf(await root.patch(`${path}/permissions`, body))).toEqual([400, "invalid_request"]);
  });
});

describe("a staff user who is no superuser", () => {
  const POWERS: Permission[] = ["users.view", "users.add", "users.change", "users.delete", "sessions.delete"];
  let clerk: Client;
  let clerkId: string;
  beforeAll(async () => {
    clerk = await staff(server, "clerk", POWERS);
    clerkId = (await userOf(server, "clerk")).id;
  });

  async function expectNoAct(path: string): Promise<void> {
    const answers = [
      await clerk.patch(path, { firstName: "x" }),
      await clerk.patch(path, {}),
      await clerk.post(`${path}/password`, { newPassword: "harbour violet anvil" }),
      await clerk.post(`${path}/deactivate`),
      await clerk.post(`${path}/activate`),
      await clerk.post(`${path}/unlock`),
      await clerk.post(`${path}/revoke-sessions`),
      await clerk.patch(`${path}/permissions`, { take: ["users.view"] }),
      await clerk.delete(path),
    ];
    expect(answers.map(codeOf)).toEqual(answers.map(() => [403, "permission_denied"]));
  }

  it("cannot act on a superuser in any way", async () => {
    const boss = await person({ isStaff: true, isSuperuser: true });
    await expectNoAct(boss.path);
    expect(await eventsOf(boss.id)).toHaveLength(1);
  });

  it("cannot act on somebody who may do what they may not: themselves, or by a group, or if they were active", async () => {
    await expectNoAct((await person({ isStaff: true, permissions: ["keys.change"] })).path);
    await expectNoAct((await person({ isStaff: false, permissions: ["keys.change"] })).path);
    const member = await person({ isStaff: true });
    const group = await createGroup(server.auth, "key keepers");
    await changePermissions(server.auth, { group }, { give: ["keys.change"] });
    await joinGroup(server.auth, group, member.id);
    await root.post(`${member.path}/deactivate`);
    await expectNoAct(member.path);
  });

  it("can act on those who may do no more", async () => {
    const { path } = await person({ isStaff: true, permissions: ["users.view"] });
    expect((await clerk.patch(path, { firstName: "x", isStaff: false })).status).toBe(200);
    expect((await clerk.post(`${path}/deactivate`)).status).toBe(200);
    expect((await clerk.delete(path)).status).toBe(204);
  });

  it("cannot make a superuser: not by creating, not by changing, not of themselves", async () => {
    const user = { username: "sneaky", password: PASSWORD, isSuperuser: true };
    expect(codeOf(await clerk.post("/admin/api/users", user))).toEqual([403, "permission_denied"]);
    const { path, id } = await person();
    expect(codeOf(await clerk.patch(path, { isSuperuser: true }))).toEqual([403, "permission_denied"]);
    expect(codeOf(await clerk.patch(`/admin/api/users/${clerkId}`, { isSuperuser: true }))).toEqual([
      403,
      "permission_denied",
    ]);
    expect(await eventsOf(id)).toHaveLength(1);
    expect((await clerk.patch(path, { isSuperuser: false })).status).toBe(200);
  });

  it("cannot give or take a permission that they do not have, to others or to themselves", async () => {
    const { path } = await person();
    for (const target of [path, `/admin/api/users/${clerkId}`]) {
      for (const change of [
        { give: ["keys.change"] },
        { take: ["keys.change"] },
        { give: ["users.view", "groups.change"] },
      ])
        expect(codeOf(await clerk.patch(`${target}/permissions`, change))).toEqual([
          403,
          "permission_denied",
        ]);
    }
    expect((await clerk.patch(`${path}/permissions`, { give: ["users.view"] })).status).toBe(200);
  });
});
