import { describe, expect, it } from "vitest";
import {
  freePort,
  migratedPlace,
  newPlace,
  PASSWORD,
  type Place,
  serve,
  signIn,
  statusOfMe,
  until,
  wafer,
} from "./wafer.ts";

const add = (place: Place, name: string, ...options: string[]) =>
  wafer(place, ["user", "add", name, "--email", `${name}@wafer.test`, "--password-stdin", ...options], {
    input: PASSWORD,
  });
const json = async (place: Place, ...args: string[]) =>
  JSON.parse((await wafer(place, [...args, "--json"])).stdout) as Record<string, unknown>;

describe("group", () => {
  it("makes a group with permissions, lists and shows it, and renames it", async () => {
    const place = await migratedPlace();
    const none = await wafer(place, ["group", "list"]);
    expect(none.stderr).toBe("No groups yet. Make one: wafer group add NAME\n");
    const made = await wafer(place, ["group", "add", "editors", "--permission", "users.view", "groups.view"]);
    expect([made.code, made.stderr]).toEqual([
      0,
      "Group editors is made. Put users into it: wafer group join 'editors' USER\n",
    ]);
    expect(await json(place, "group", "show", "Editors")).toMatchObject({
      name: "editors",
      members: 0,
      permissions: ["users.view", "groups.view"],
    });
    expect((await wafer(place, ["group", "rename", "editors", "writers"])).stderr).toBe(
      "Group editors is writers now.\n",
    );
    expect((await wafer(place, ["group", "list"])).stdout).toMatch(/^name +members +createdAt\nwriters +0 /);
  });

  it("puts users in and out, and their running sessions learn of it within 500 ms", async () => {
    const place = newPlace();
    const { url } = await serve(place, await freePort());
    await add(place, "ada", "--staff");
    await wafer(place, ["group", "add", "editors", "--permission", "users.view"]);
    const cookie = String(await signIn(url, "ada", PASSWORD));
    const joined = await wafer(place, ["group", "join", "editors", "nobody", "ada"]);
    const endedAt = Date.now();
    expect([joined.code, joined.stderr]).toEqual([5, expect.stringContaining("ada is in editors now.")]);
    await until(async () => (await statusOfMe(url, cookie)) === 401);
    expect(Date.now() - endedAt).toBeLessThan(500);
    expect(await json(place, "user", "show", "ada")).toMatchObject({
      groups: ["editors"],
      permissions: ["users.view"],
    });
    await wafer(place, ["group", "leave", "editors", "ada"]);
    expect(await json(place, "user", "show", "ada")).toMatchObject({ groups: [], permissions: [] });
  });

  it("asks before it deletes, and says what is wrong and what was meant", async () => {
    const place = await migratedPlace();
    await wafer(place, ["group", "add", "editors"]);
    const unasked = await wafer(place, ["group", "delete", "editors"]);
    expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining("Give --yes")]);
    expect((await wafer(place, ["group", "delete", "editors", "--yes"])).code).toBe(0);
    const gone = await wafer(place, ["group", "show", "editors"]);
    expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining("`wafer group list`")]);
    const misspelt = await wafer(place, ["group", "add", "x", "--permission", "user.view"]);
    expect([misspelt.code, misspelt.stderr]).toEqual([
      2,
      expect.stringContaining("Did you mean users.view?"),
    ]);
    expect((await wafer(place, ["group", "list"])).stdout).toBe("");
  });
});

describe("user permit and forbid", () => {
  it("give and take, and tell who is not staff that it has no effect yet", async () => {
    const place = newPlace();
    await add(place, "ada");
    const given = await wafer(place, ["user", "permit", "ada", "users.view", "keys.view"]);
    expect(given.stderr).toBe(
      "ada has: users.view, keys.view.\nada is not staff, and may not enter the admin: wafer user role ada --staff\n",
    );
    await wafer(place, ["user", "role", "ada", "--staff"]);
    expect(await json(place, "user", "forbid", "ada", "keys.view")).toEqual({
      user: "ada",
      permissions: ["users.view"],
    });
  });
});
