import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sessionRow, userRow } from "../../test/stores/rows.ts";
import { PERMISSIONS } from "../permissions.ts";
import { createRevocations } from "../sessions/revocations.ts";
import type { SessionDeps } from "../sessions/session.ts";
import { defineSettings } from "../settings/settings.ts";
import { migrateTo } from "../store/migrate.ts";
import { openSqlite } from "../store/sqlite.ts";
import { deleteGroup, renameGroup } from "./change-group.ts";
import { createGroup, findGroup, listGroups } from "./groups.ts";
import { groupNamesOf, joinGroup, leaveGroup } from "./members.ts";
import { changePermissions, ownPermissions, permissionsOf } from "./permissions.ts";

const settings = defineSettings({ secret: "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE" });
let deps: SessionDeps;

beforeEach(async () => {
  const store = await openSqlite(":memory:");
  await migrateTo(store, "latest");
  const now = () => 1_900_000_000_000;
  const revocations = createRevocations({ store, memory: 1000, now, onError() {} });
  deps = { store, settings, revocations, now, random: randomBytes };
  await store.db
    .insertInto("users")
    .values([userRow("ada", { is_staff: 1 }), userRow("bob"), userRow("root", { is_superuser: 1 })])
    .execute();
  await store.db
    .insertInto("sessions")
    .values([sessionRow("ada-1", "ada"), sessionRow("bob-1", "bob")])
    .execute();
});
afterEach(() => deps.store.close());

const isStale = (sid: string) => deps.revocations.refusalOf({ sid }) === "stale";
const events = async () => {
  const rows = await deps.store.db.selectFrom("events").selectAll().orderBy("id").execute();
  return rows.map(({ type, user_id, detail }) => [type, user_id, detail]);
};

const permissionsOfUser = async (id: string) => [...(await permissionsOf(deps, id))];

describe("groups", () => {
  it("are found by id and by their name in any spelling, and one name is one group", async () => {
    const group = await createGroup(deps, " Editors ");
    expect(group.name).toBe("Editors");
    expect((await findGroup(deps, "ＥＤＩＴＯＲＳ"))?.id).toBe(group.id);
    expect((await findGroup(deps, group.id))?.name).toBe("Editors");
    expect(await findGroup(deps, "nobody")).toBe(null);
    await expect(createGroup(deps, "editors")).rejects.toMatchObject({ code: "conflict" });
    expect(await listGroups(deps)).toHaveLength(1);
  });

  it.each(["", "  ", "x".repeat(151), "a\nb", "a\u202eb", "a\u200bb"])("cannot be named %j", async (name) => {
    await expect(createGroup(deps, name)).rejects.toMatchObject({ code: "group_rejected" });
    expect(await events()).toEqual([]);
  });

  it("take users in and let them go, once each, and make their tokens stale and nobody else's", async () => {
    const group = await createGroup(deps, "editors");
    expect(await joinGroup(deps, group, "ada")).toBe(true);
    expect([isStale("ada-1"), isStale("bob-1")]).toEqual([true, false]);
    expect(await joinGroup(deps, group, "ada")).toBe(false);
    expect(await joinGroup(deps, group, "nobody")).toBe(false);
    expect(await groupNamesOf(deps, "ada")).toEqual(["editors"]);
    expect(await listGroups(deps)).toMatchObject([{ name: "editors", members: 1 }]);
    expect(await leaveGroup(deps, group, "ada")).toBe(true);
    expect(await leaveGroup(deps, group, "ada")).toBe(false);
    expect(await events()).toEqual([
      ["group_created", null, "editors"],
      ["group_joined", "ada", "editors"],
      ["group_left", "ada", "editors"],
    ]);
  });

  it("under another name, and deleted, make the tokens of all their members stale, however many", async () => {
    const group = await createGroup(deps, "editors");
    const many = Array.from({ length: 450 }, (_, index) => `m${index}`);
    for (const id of many) {
      await deps.store.db.insertInto("users").values(userRow(id)).execute();
      await deps.store.db
        .insertInto("sessions")
        .values(sessionRow(`${id}-1`, id))
        .execute();
      await deps.store.db.insertInto("user_groups").values({ user_id: id, group_id: group.id }).execute();
    }
    await renameGroup(deps, group, "writers");
    expect(many.every((id) => isStale(`${id}-1`))).toBe(true);
    expect(await groupNamesOf(deps, "m7")).toEqual(["writers"]);
    await deleteGroup(deps, group);
    const versions = await deps.store.db.selectFrom("sessions").select("version").distinct().execute();
    expect(versions.map(({ version }) => version).sort()).toEqual([0, 2]);
    expect(await groupNamesOf(deps, "m7")).toEqual([]);
    expect(await listGroups(deps)).toEqual([]);
  });

  it("cannot take the name of another one", async () => {
    const group = await createGroup(deps, "editors");
    await createGroup(deps, "writers");
    await expect(renameGroup(deps, group, "WRITERS")).rejects.toMatchObject({ code: "conflict" });
    await renameGroup(deps, group, "Editors");
    expect((await findGroup(deps, "editors"))?.name).toBe("Editors");
  });
});

describe("who or what is gone", () => {
  it("is given nothing, joins nothing and is joined by nobody", async () => {
    const group = await createGroup(deps, "editors");
    await deleteGroup(deps, group);
    expect(await joinGroup(deps, group, "ada")).toBe(false);
    for (const holder of [{ group }, { userId: "nobody" }])
      await expect(changePermissions(deps, holder, { give: ["users.view"] })).rejects.toMatchObject({
        code: "not_found",
      });
    expect((await events()).map(([type]) => type)).toEqual(["group_created", "group_deleted"]);
  });
});

describe("permissions", () => {
  it("are all of them for a superuser, and none for who is not staff or not active", async () => {
    expect(await permissionsOfUser("root")).toEqual(PERMISSIONS);
    expect(await permissionsOfUser("ada")).toEqual([]);
    expect(await permissionsOfUser("nobody")).toEqual([]);
    await changePermissions(deps, { userId: "bob" }, { give: ["users.view"] });
    expect(await permissionsOfUser("bob")).toEqual([]);
    await deps.store.db.updateTable("users").set({ is_active: 0 }).where("id", "=", "root").execute();
    expect(await permissionsOfUser("root")).toEqual([]);
  });

  it("come from the user and from groups, are given and taken once, and unknown ones have no effect", async () => {
    const group = await createGroup(deps, "editors");
    await joinGroup(deps, group, "ada");
    await changePermissions(deps, { userId: "ada" }, { give: ["users.view", "users.view"] });
    await changePermissions(deps, { group }, { give: ["groups.view", "users.view"] });
    expect((await permissionsOfUser("ada")).sort()).toEqual(["groups.view", "users.view"]);
    expect(await changePermissions(deps, { group }, { take: ["users.view", "keys.view"] })).toEqual([
      "groups.view",
    ]);
    await deps.store.db
      .insertInto("group_permissions")
      .values({ group_id: group.id, permission: "rockets.launch" })
      .execute();
    expect(await ownPermissions(deps, { group })).toEqual(["groups.view"]);
    expect((await permissionsOfUser("ada")).sort()).toEqual(["groups.view", "users.view"]);
    const told = (await events()).filter(([type]) => type === "permissions_changed");
    expect(told).toEqual([
      ["permissions_changed", "ada", "+users.view"],
      ["permissions_changed", null, "editors: +users.view +groups.view"],
      ["permissions_changed", null, "editors: -users.view"],
    ]);
  });
});
