import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGroup, joinGroup, setActive } from "../../src/index.ts";
import { listOf, serveAdmin, staff, userOf } from "./admin.ts";
import type { Client } from "./client.ts";
import { PASSWORD, type TestServer } from "./serve.ts";

/** argon2 for 60 people would take a while, and nobody of them signs in. */
const HASH = "not a hash";

let server: TestServer;
let client: Client;
let startedAt: number;
let groupId: string;

const name = (n: number) => `person${String(n).padStart(2, "0")}`;

beforeAll(async () => {
  server = await serveAdmin();
  startedAt = server.clock.now;
  client = await staff(server, "viewer", ["users.view"]);
  const { db } = server.auth.store;
  for (let n = 0; n < 60; n++) {
    server.clock.now = startedAt + (n + 1) * 1000;
    const id = `${server.clock.now
      .toString(16)
      .padStart(12, "0")
      .replace(/^(.{8})/, "$1-")}-7000-8000-0000000000${String(n).padStart(2, "0")}`;
    await db
      .insertInto("users")
      .values({
        id,
        username: name(n).replace("p", n % 2 === 0 ? "P" : "p"),
        username_key: name(n),
        email: n % 3 === 0 ? "" : `z${99 - n}@example.org`,
        email_key: n % 3 === 0 ? null : `z${99 - n}@example.org`,
        first_name: "",
        last_name: "",
        password_hash: HASH,
        is_active: n % 10 === 0 ? 0 : 1,
        is_staff: n % 20 === 0 ? 1 : 0,
        is_superuser: n === 40 ? 1 : 0,
        must_change_password: 0,
        password_changed_at: 0,
        last_login_at: n % 4 === 0 ? null : startedAt - (n % 7) * 86_400_000,
        created_at: server.clock.now,
        updated_at: server.clock.now,
      })
      .execute();
  }
  server.clock.now = startedAt;
  const group = await createGroup(server.auth, "editors");
  groupId = group.id;
  for (const n of [3, 10, 27]) await joinGroup(server.auth, group, (await userOf(server, name(n))).id);
});
afterAll(() => server.close());

async function names(query: string): Promise<string[]> {
  const answer = await client.get(`/admin/api/users${query}`);
  expect([query, answer.status]).toEqual([query, 200]);
  return listOf(answer.json, "users").map(({ username }) => String(username).toLowerCase());
}

/** Every page, one after the other. */
async function walk(query: string, limit = 7): Promise<string[]> {
  const all: string[] = [];
  for (let after = ""; ; ) {
    const { json } = await client.get(`/admin/api/users?limit=${limit}${query}${after}`);
    all.push(...listOf(json, "users").map(({ username }) => String(username).toLowerCase()));
    if (json["next"] === null) return all;
    after = `&after=${String(json["next"])}`;
  }
}

const people = (count: number, keep: (n: number) => boolean = () => true) =>
  Array.from({ length: count }, (_, n) => n)
    .filter(keep)
    .map(name);

describe("GET /admin/api/users", () => {
  it("shows a user with what they may do, and nothing of the password", async () => {
    await server.auth.lastSignIns.flush();
    const answer = await client.get("/admin/api/users?search=viewer");
    expect(answer.json).toEqual({
      users: [
        {
          id: expect.any(String),
          username: "viewer",
          email: "",
          firstName: "",
          lastName: "",
          isActive: true,
          isStaff: true,
          isSuperuser: false,
          isLocked: false,
          mustChangePassword: false,
          createdAt: new Date(startedAt).toISOString(),
          lastSignInAt: new Date(startedAt).toISOString(),
          openSessions: 1,
        },
      ],
      next: null,
      total: { count: 1, isExact: true },
    });
    expect((await client.get("/admin/api/users?limit=200")).text).not.toMatch(/argon2|hash/);
  });

  it.each(["username", "email", "created", "lastSignIn"])(
    "sorted by %s, up or down, gives everybody once, page by page",
    async (sort) => {
      const [up, down] = [await walk(`&sort=${sort}`), await walk(`&sort=-${sort}`)];
      expect(up).toHaveLength(63);
      expect(new Set(up).size).toBe(63);
      expect(new Set(down)).toEqual(new Set(up));
      expect(await walk(`&sort=${sort}`, 200)).toEqual(up);
      expect(await walk(`&sort=-${sort}`, 1)).toEqual(down);
    },
  );

  it("sorts by name, by address, by when somebody was created and signed in last; who has none comes last", async () => {
    const [last] = people(60).slice(-1);
    expect((await names("?sort=-username&limit=3")).slice(0, 3)).toEqual(["viewer", "root", last]);
    expect(await names("?sort=email&limit=3")).toEqual(["ada", "person59", "person58"]);
    expect((await walk("&sort=email")).slice(-2)).toEqual([name(54), name(57)]);
    expect(["root", "viewer"]).toContain((await walk("&sort=-email")).at(-1));
    expect((await walk("&sort=-created")).slice(0, 2)).toEqual([name(59), name(58)]);
    expect(await names("?sort=lastSignIn&limit=1&active=true")).toEqual([name(6)]);
    expect((await walk("&sort=lastSignIn")).slice(-2)).toEqual([name(52), name(56)]);
    expect((await walk("&sort=-lastSignIn")).slice(0, 2)).toEqual([name(49), name(42)]);
  });

  it.each([
    ["active=false", (n: number) => n % 10 === 0],
    ["staff=true&search=person", (n: number) => n % 20 === 0],
    ["staff=true&active=false&search=person", (n: number) => n % 20 === 0],
    ["superuser=true&search=person", (n: number) => n === 40],
    ["superuser=false&staff=true&search=person", (n: number) => n === 0 || n === 20],
    ["hasSignedIn=false&active=true&search=person", (n: number) => n % 4 === 0 && n % 10 !== 0],
    ["search=PERSON1", (n: number) => n >= 10 && n < 20],
    ["locked=true", () => false],
    ["locked=false&search=person", () => true],
  ])("filters by %s", async (query, keep) => {
    const wanted = people(60, keep);
    expect(await walk(`&${query}`)).toEqual(wanted);
    const { total } = (await client.get(`/admin/api/users?${query}`)).json;
    expect(total).toEqual({ count: wanted.length, isExact: true });
  });

  it("filters by group in every order", async () => {
    expect(await walk(`&group=${groupId}`, 2)).toEqual([name(3), name(10), name(27)]);
    expect(await walk(`&group=${groupId}&sort=-created`, 2)).toEqual([name(27), name(10), name(3)]);
    expect(await walk(`&group=${groupId}&sort=-username`, 2)).toEqual([name(27), name(10), name(3)]);
    expect(await walk(`&group=${groupId}&sort=email&active=true`, 1)).toEqual([name(3), name(27)]);
    expect(await walk(`&group=${groupId}&search=person1`)).toEqual([name(10)]);
    expect(await walk(`&group=nothing`)).toEqual([]);
    expect(await walk(`&group=${groupId}&active=false`, 1)).toEqual([name(10)]);
    expect(await walk(`&group=${groupId}&locked=true`)).toEqual([]);
    const at = encodeURIComponent(new Date(startedAt + 11_000).toISOString());
    expect(await walk(`&group=${groupId}&createdAfter=${at}`, 1)).toEqual([name(10), name(27)]);
  });

  it("filters by when somebody was created or signed in last", async () => {
    const at = (ms: number) => encodeURIComponent(new Date(startedAt + ms).toISOString());
    const within = `createdAfter=${at(11_000)}&createdBefore=${at(13_000)}`;
    for (const sort of ["username", "created", "email"])
      expect((await walk(`&${within}&sort=${sort}`)).sort()).toEqual([name(10), name(11)]);
    const since = `lastSignInAfter=${at(-86_400_000)}&lastSignInBefore=${at(0)}&search=person`;
    expect(await walk(`&${since}`)).toEqual(people(60, (n) => n % 4 !== 0 && n % 7 === 1));
  });

  it("gives what has an index in its order where none is asked for, and the same users in any other", async () => {
    const never = people(60, (n) => n % 4 === 0);
    expect(await walk("&hasSignedIn=false")).toEqual([...(await walk("&hasSignedIn=false&sort=created"))]);
    for (const sort of ["username", "-email", "-created", "lastSignIn"])
      expect(
        (await walk(`&hasSignedIn=false&sort=${sort}`)).filter((each) => each.startsWith("person")).sort(),
      ).toEqual(never);
    const since = encodeURIComponent(new Date(startedAt - 86_400_000).toISOString());
    expect(await walk(`&lastSignInAfter=${since}`)).toEqual(
      await walk(`&lastSignInAfter=${since}&sort=lastSignIn`),
    );
  });

  it("finds a user by the beginning of name or address, in any spelling, and by the whole id", async () => {
    expect(await names("?search=ADA")).toEqual(["ada"]);
    expect(await names("?search=z4")).toEqual(people(60, (n) => n > 49 && n < 60 && n % 3 !== 0).reverse());
    const { id } = await userOf(server, name(5));
    expect(await names(`?search=${id}`)).toEqual([name(5)]);
    expect(await names(`?search=${id.slice(0, -1)}`)).toEqual([]);
    for (const text of ["%", "_", "*", "' or 1=1 --", "person%"])
      expect(await names(`?search=${encodeURIComponent(text)}`)).toEqual([]);
  });

  it("knows who is locked: refused attempts, and no longer once the window ends", async () => {
    const own = await serveAdmin({ loginAttemptsPerAccount: 2 });
    const root = await own.signedIn("root");
    const locked = async () =>
      listOf((await root.get("/admin/api/users?locked=true")).json, "users").map(({ username }) => username);
    for (let tries = 0; tries < 2; tries++) await own.client().signIn("ada", "wrong");
    expect(await locked()).toEqual([]);
    await own.client().signIn("ada", "wrong");
    expect(await locked()).toEqual(["ada"]);
    const { id } = await userOf(own, "ada");
    expect((await root.get(`/admin/api/users/${id}`)).json["user"]).toMatchObject({
      isLocked: true,
      lockedUntil: new Date(own.clock.now + 900_000).toISOString(),
    });
    own.clock.now += 900_000;
    await root.post("/token/refresh");
    expect(await locked()).toEqual([]);
    await own.close();
  });

  it.each([
    "?limit=0",
    "?limit=201",
    "?sort=password_hash",
    "?sort=--username",
    "?sort=username&sort=email",
    "?active=1",
    "?active=",
    "?search=",
    "?createdAfter=yesterday",
    "?createdAfter=2026-01-01",
    "?createdAfter=2026-13-01T00:00:00Z",
    "?createdAfter=2026-02-31T00:00:00Z",
    "?createdAfter=2026-01-31T24:00:00Z",
    "?createdAfter=2026-01-31T12:00:00%2B24:00",
    "?unknown=1",
    "?offset=5",
    "?search=a&sort=username",
    "?after=x",
    `?after=${Buffer.from('["username","a","b"]').toString("base64url")}`,
    `?after=${Buffer.from('["password_hash","a"]').toString("base64url")}`,
    `?after=${Buffer.from('["username",{}]').toString("base64url")}`,
    `?after=${Buffer.from('["__proto__","a"]').toString("base64url")}`,
    `?sort=email&after=${Buffer.from('["username","a"]').toString("base64url")}`,
  ])("W-17 is 400 for %s", async (query) => {
    const answer = await client.get(`/admin/api/users${query}`);
    expect([query, answer.status, answer.json["code"]]).toEqual([query, 400, "invalid_request"]);
  });
});

describe("GET /admin/api/users/:id", () => {
  it("shows one user with groups and permissions", async () => {
    const { id } = await userOf(server, "viewer");
    const { json } = await client.get(`/admin/api/users/${id}`);
    expect(json["user"]).toMatchObject({
      username: "viewer",
      ownPermissions: ["users.view"],
      permissions: ["users.view"],
      lockedUntil: null,
    });
    const member = await userOf(server, name(3));
    expect((await client.get(`/admin/api/users/${member.id}`)).json["user"]).toMatchObject({
      groups: [{ id: groupId, name: "editors" }],
    });
  });

  it("is 404 for an id that nobody has, whatever it looks like", async () => {
    for (const id of ["nobody", "%00", "..%2f..", "1%20or%201=1"])
      expect((await client.get(`/admin/api/users/${id}`)).json["code"]).toBe("not_found");
  });
});

describe("a deactivated user's open sessions", () => {
  it("are none", async () => {
    await server.addUser({ username: "leaving" });
    await server.client().signIn("leaving", PASSWORD);
    const { id } = await userOf(server, "leaving");
    const shown = async () => (await client.get(`/admin/api/users/${id}`)).json["user"];
    expect(await shown()).toMatchObject({ openSessions: 1, isActive: true });
    await setActive(server.auth, id, false);
    expect(await shown()).toMatchObject({ openSessions: 0, isActive: false });
    await server.auth.store.db.deleteFrom("users").where("id", "=", id).execute();
  });
});
