import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { removeGroup } from "../../src/admin/groups.ts";
import { PROGRAM } from "../../src/events/events.ts";
import { changePermissions, createGroup, joinGroup, type Permission } from "../../src/index.ts";
import { listOf, serveAdmin, staff, userOf } from "./admin.ts";
import type { Answer, Client } from "./client.ts";
import type { TestServer } from "./serve.ts";

const GROUPS = "/admin/api/groups";
let server: TestServer;
let root: Client;
beforeAll(async () => {
  server = await serveAdmin();
  root = await server.signedIn("root");
});
afterAll(() => server.close());

const codeOf = ({ status, json }: Answer) => [status, json["code"]];

describe("the groups of the admin", () => {
  it("are listed by name, page by page, with their members counted and what they give", async () => {
    for (const name of ["b-group", "c-group"]) await createGroup(server.auth, name);
    const group = await createGroup(server.auth, "A-group");
    await changePermissions(server.auth, { group }, { give: ["users.view"] });
    const { id } = await userOf(server, "ada");
    await root.post(`${GROUPS}/${group.id}/members`, { userId: id });
    const names = [];
    for (let after = "", isLast = false; !isLast; ) {
      const { json } = await root.get(`${GROUPS}?limit=1${after}`);
      names.push(
        ...listOf(json, "groups").map(({ name, members, permissions }) => [name, members, permissions]),
      );
      after = `&after=${String(json["next"])}`;
      isLast = json["next"] === null;
    }
    expect(names).toEqual([
      ["A-group", { count: 1, isExact: true }, ["users.view"]],
      ["b-group", { count: 0, isExact: true }, []],
      ["c-group", { count: 0, isExact: true }, []],
    ]);
  });

  it("give their members what they were given, at once", async () => {
    const member = await staff(server, "member", []);
    const group = await createGroup(server.auth, "viewers");
    const { id } = await userOf(server, "member");
    await root.post(`${GROUPS}/${group.id}/members`, { userId: id });
    await member.post("/token/refresh");
    expect((await member.get("/admin/api/users")).status).toBe(403);
    const given = await root.patch(`${GROUPS}/${group.id}/permissions`, { give: ["users.view"] });
    expect(given.json["group"]).toMatchObject({ permissions: ["users.view"] });
    expect((await member.get("/admin/api/users")).status).toBe(200);
    await root.delete(`${GROUPS}/${group.id}/members/${id}`);
    await member.post("/token/refresh");
    expect((await member.get("/admin/api/users")).status).toBe(403);
  });

  it("leave an event of each act, with what was before and after", async () => {
    const { id } = await userOf(server, "ada");
    const made = (await root.post(GROUPS, { name: "told" })).json["group"] as { id: string };
    const path = `${GROUPS}/${made.id}`;
    await root.patch(`${path}/permissions`, { give: ["users.view", "users.add"] });
    await root.patch(`${path}/permissions`, { take: ["users.add"] });
    await root.post(`${path}/members`, { userId: id });
    await root.delete(`${path}/members/${id}`);
    await root.patch(path, { name: "told anew" });
    await root.post(`${path}/members`, { userId: id });
    await root.delete(path);
    const events = listOf((await root.get("/admin/api/events?limit=9")).json, "events");
    const told = events.map(({ type, userId, before, after }) => [type, userId, before, after]).reverse();
    const groups = (...names: string[]) => ({ groups: [...others, ...names] });
    const others = ["A-group"];
    const permissions = (...names: string[]) => ({ permissions: names });
    expect(told).toEqual([
      ["group_created", null, null, { name: "told" }],
      ["permissions_changed", null, permissions(), permissions("users.view", "users.add")],
      ["permissions_changed", null, permissions("users.view", "users.add"), permissions("users.view")],
      ["group_joined", id, groups(), groups("told")],
      ["group_left", id, groups("told"), groups()],
      ["group_changed", null, { name: "told" }, { name: "told anew" }],
      ["group_joined", id, groups(), groups("told anew")],
      ["group_left", id, groups("told anew"), groups()],
      ["group_deleted", null, { name: "told anew", permissions: ["users.view"] }, null],
    ]);
  });

  it("refuse names that cannot be, or are taken, fields that are not known, and ids that nothing has", async () => {
    await createGroup(server.auth, "taken");
    expect(codeOf(await root.post(GROUPS, { name: "TAKEN" }))).toEqual([409, "conflict"]);
    expect(codeOf(await root.post(GROUPS, { name: "a\u200b" }))).toEqual([400, "group_rejected"]);
    expect(codeOf(await root.post(GROUPS, { name: "x", members: [] }))).toEqual([400, "invalid_request"]);
    expect(codeOf(await root.post(GROUPS, { name: ["x"] }))).toEqual([400, "invalid_request"]);
    for (const answer of [
      await root.get(`${GROUPS}/nothing`),
      await root.patch(`${GROUPS}/nothing`, { name: "y" }),
      await root.delete(`${GROUPS}/nothing`),
      await root.patch(`${GROUPS}/nothing/permissions`, {}),
      await root.post(`${GROUPS}/nothing/members`, { userId: "x" }),
      await root.delete(`${GROUPS}/nothing/members/x`),
    ])
      expect(codeOf(answer)).toEqual([404, "not_found"]);
  });
});

describe("a staff user who is no superuser", () => {
  it("cannot give a group, or get from one, what they do not have", async () => {
    const clerk = await staff(server, "clerk", [
      "users.view",
      "users.change",
      "groups.view",
      "groups.change",
      "groups.delete",
    ]);
    const { id } = await userOf(server, "clerk");
    const keepers = await createGroup(server.auth, "keepers");
    await changePermissions(server.auth, { group: keepers }, { give: ["keys.change"] });
    const own = await createGroup(server.auth, "own");
    await joinGroup(server.auth, own, id);
    await clerk.post("/token/refresh");
    for (const answer of [
      await clerk.patch(`${GROUPS}/${own.id}/permissions`, { give: ["keys.change"] }),
      await clerk.patch(`${GROUPS}/${keepers.id}/permissions`, { take: ["keys.change"] }),
      await clerk.post(`${GROUPS}/${keepers.id}/members`, { userId: id }),
      await clerk.delete(`${GROUPS}/${keepers.id}`),
    ])
      expect(codeOf(answer)).toEqual([403, "permission_denied"]);
    expect((await clerk.patch(`${GROUPS}/${own.id}/permissions`, { give: ["users.view"] })).status).toBe(200);
    expect((await clerk.delete(`${GROUPS}/${own.id}`)).status).toBe(204);
  });

  it("does not delete a group that gets what they do not have while its members leave", async () => {
    const group = await createGroup(server.auth, "large");
    const { db } = server.auth.store;
    const ada = await userOf(server, "ada");
    const ids = Array.from({ length: 1000 }, (_, index) => `m${index}`);
    const rows = ids.map((id) => ({
      ...ada,
      id,
      username: id,
      username_key: id,
      email: "",
      email_key: null,
    }));
    await db.insertInto("users").values(rows).execute();
    await db
      .insertInto("user_groups")
      .values(ids.map((id) => ({ user_id: id, group_id: group.id })))
      .execute();
    const members = async () =>
      (await db.selectFrom("user_groups").select("user_id").where("group_id", "=", group.id).execute())
        .length;
    const session = await db.selectFrom("sessions").selectAll().limit(1).executeTakeFirstOrThrow();
    const actor = { user: ada, session, permissions: new Set<Permission>(), source: PROGRAM };
    const deletion = removeGroup(group.id, actor, server.auth).catch((error: unknown) => error);
    while ((await members()) === 1000);
    await changePermissions(server.auth, { group }, { give: ["keys.change"] });
    expect(await deletion).toMatchObject({ code: "permission_denied" });
    expect(await members()).toBeGreaterThan(0);
    expect((await root.get(`${GROUPS}/${group.id}`)).status).toBe(200);
  });
});
