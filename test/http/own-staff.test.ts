import Fastify from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityOf, requireStaff, type StaffOptions } from "../../src/adapters/fastify.ts";
import { StoreError, setRoles } from "../../src/index.ts";
import { serveAdmin, staff, userOf } from "./admin.ts";
import type { Client } from "./client.ts";
import type { TestServer } from "./serve.ts";

const app = Fastify();
let server: TestServer;
let url: string;

beforeAll(async () => {
  server = await serveAdmin();
  const { auth } = server;
  const own = async (request: Parameters<typeof identityOf>[0]) => ({ userId: identityOf(request).userId });
  app.post("/staff", { onRequest: requireStaff(auth) }, own);
  app.post("/view", { onRequest: requireStaff(auth, { permission: "users.view" }) }, own);
  app.post("/root", { onRequest: requireStaff(auth, { permission: "superuser" }) }, own);
  app.post("/fresh", { onRequest: requireStaff(auth, { isFresh: true }) }, own);
  url = await app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await app.close();
  await server.close();
});

const codes = async (client: Client) => {
  const here = client.copy(url);
  const answers = [];
  for (const path of ["/staff", "/view", "/root", "/fresh"]) answers.push(await here.post(path));
  return answers.map(({ status, json }) => json["code"] ?? status);
};

describe("requireStaff", () => {
  it("lets through who is staff, and has what it demands", async () => {
    const denied = "permission_denied";
    expect(await codes(server.client())).toEqual(Array(4).fill("not_authenticated"));
    expect(await codes(await server.signedIn("ada"))).toEqual(Array(4).fill(denied));
    expect(await codes(await staff(server, "plain", []))).toEqual([200, denied, denied, 200]);
    expect(await codes(await staff(server, "viewer", ["users.view"]))).toEqual([200, 200, denied, 200]);
    expect(await codes(await server.signedIn("root"))).toEqual([200, 200, 200, 200]);
  });

  it.each([undefined, "users.veiw", ""])("takes no permission that there is not: %s", (permission) => {
    const options = { permission } as unknown as StaffOptions;
    expect(() => requireStaff(server.auth, options)).toThrow(/there is no permission .*PERMISSIONS/);
  });

  it("tells whose request it is, refuses one without the CSRF token, and logs why", async () => {
    const root = (await server.signedIn("root")).copy(url);
    expect((await root.post("/root")).json).toEqual({ userId: (await userOf(server, "root")).id });
    server.logs.length = 0;
    expect((await root.post("/root", undefined, { "x-csrftoken": "" })).json["code"]).toBe("csrf_failed");
    const ada = (await server.signedIn("ada")).copy(url);
    await ada.post("/staff");
    const refused = server.logs.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "refused");
    expect(refused.map(({ code }) => code)).toEqual(["csrf_failed", "permission_denied"]);
    expect(refused[1]).toMatchObject({ reason: "not_staff" });
    await server.auth.audit.write();
    const rows = await server.auth.store.db.selectFrom("events").selectAll().orderBy("id", "desc").execute();
    const ofAda = rows.find(({ type }) => type === "access_refused");
    expect(ofAda).toMatchObject({ outcome: "not_staff", user_id: (await userOf(server, "ada")).id });
  });

  it("asks the database: what was taken counts at once, and a proof of the password grows old", async () => {
    const fading = await staff(server, "fading", ["users.view"]);
    const { id } = await userOf(server, "fading");
    await server.auth.store.db.deleteFrom("user_permissions").where("user_id", "=", id).execute();
    expect((await codes(fading))[1]).toBe("permission_denied");
    const root = await server.signedIn("root");
    server.clock.now += 15 * 60_000;
    await root.post("/token/refresh");
    expect(await codes(root)).toEqual([200, 200, 200, "reauthentication_required"]);
    await setRoles(server.auth, (await userOf(server, "root")).id, { isStaff: false });
    await root.post("/token/refresh");
    expect(await codes(root)).toEqual(Array(4).fill("permission_denied"));
  });

  it("answers as Wafer does while the database cannot be read", async () => {
    const { auth } = server;
    const plain = await server.signedIn("plain");
    const away = {
      ...auth.store,
      get db(): never {
        throw new StoreError("busy", "wafer.db", "locked");
      },
    };
    const other = Fastify();
    other.post("/staff", { onRequest: requireStaff({ ...auth, store: away }) }, async () => ({}));
    const there = plain.copy(await other.listen({ host: "127.0.0.1", port: 0 }));
    const answer = await there.post("/staff");
    await other.close();
    expect([answer.status, answer.json["code"]]).toEqual([503, "store_unavailable"]);
  });
});
