import { describe, expect, it, onTestFinished } from "vitest";
import type { SettingsInput } from "../../src/index.ts";
import { listOf, serveAdmin, staff, userOf } from "./admin.ts";
import type { Answer } from "./client.ts";
import { PASSWORD, type TestServer } from "./serve.ts";

const ANOTHER = "marble tide clock";

async function start(settings: SettingsInput = {}): Promise<TestServer> {
  const server = await serveAdmin(settings);
  onTestFinished(() => server.close());
  return server;
}

const codeOf = ({ status, json }: Answer) => [status, json["code"]];
const REFUSED = [403, "password_change_required"];

/** A server where ada must choose a new password. */
async function forced(settings: SettingsInput = {}): Promise<TestServer> {
  const server = await start(settings);
  const root = await server.signedIn("root");
  const { id } = await userOf(server, "ada");
  const answer = await root.post(`/admin/api/users/${id}/force-password-change`);
  expect(answer.json["user"]).toMatchObject({ username: "ada", mustChangePassword: true });
  return server;
}

describe("who must choose a new password", () => {
  it("signs in, and may see who they are, sign out and choose one, and nothing else", async () => {
    const server = await forced();
    const ada = await server.signedIn("ada");
    expect((await ada.get("/me")).json["session"]).toMatchObject({ mustChangePassword: true });
    for (const answer of [
      await ada.get("/sessions"),
      await ada.get("/events"),
      await ada.post("/token/verify"),
      await ada.post("/logout/others"),
      await ada.post("/me/confirm", { password: PASSWORD }),
      await ada.patch("/me", { firstName: "Ada" }),
      await ada.get("/admin/api/me"),
    ])
      expect(codeOf(answer)).toEqual(REFUSED);
    // First the proof that the request is theirs, then what it may.
    expect(codeOf(await ada.patch("/me", { firstName: "A" }, { "x-csrftoken": undefined }))).toEqual([
      403,
      "csrf_failed",
    ]);
    expect((await ada.copy().post("/logout")).status).toBe(204);
    expect((await (await server.signedIn("ada")).post("/logout/all")).status).toBe(204);
  });

  it("stays so when the session is refreshed, also with sliding tokens", async () => {
    for (const slidingTokens of [false, true]) {
      const ada = await (await forced({ slidingTokens })).signedIn("ada");
      const answer = await ada.post("/token/refresh");
      expect([answer.status, answer.json["mustChangePassword"]]).toEqual([200, true]);
      expect(codeOf(await ada.get("/sessions"))).toEqual(REFUSED);
    }
  });

  it("goes on at once with the new password, which must be another one", async () => {
    const server = await forced();
    const ada = await server.signedIn("ada");
    const change = (newPassword: string) =>
      ada.post("/me/password", { currentPassword: PASSWORD, newPassword });
    expect(codeOf(await change(PASSWORD))).toEqual([400, "password_rejected"]);
    expect(codeOf(await ada.get("/sessions"))).toEqual(REFUSED);
    expect((await change(ANOTHER)).status).toBe(200);
    expect((await ada.get("/sessions")).status).toBe(200);
    expect((await ada.post("/token/refresh")).status).toBe(200);
    expect((await ada.get("/me")).json["session"]).toMatchObject({ mustChangePassword: false });
    const again = server.client();
    await again.signIn("ada", ANOTHER);
    expect((await again.get("/sessions")).status).toBe(200);
  });

  it("is not thrown out of a session that is open already", async () => {
    const server = await start();
    const [ada, root] = [await server.signedIn("ada"), await server.signedIn("root")];
    const { id } = await userOf(server, "ada");
    await root.post(`/admin/api/users/${id}/force-password-change`);
    for (let round = 0; round < 2; round++) {
      expect((await ada.get("/sessions")).status).toBe(200);
      expect((await ada.post("/token/refresh")).status).toBe(200);
    }
  });

  it("cannot get around it with claims of the program's own", async () => {
    const server = await forced({ claims: () => ({ plan: "free" }) });
    expect(codeOf(await (await server.signedIn("ada")).get("/sessions"))).toEqual(REFUSED);
    const wrong = await start({ claims: () => ({ must_change_password: false }) });
    expect((await wrong.client().signIn("ada", PASSWORD)).status).toBe(500);
  });
});

describe("to make users choose a new password", () => {
  it("is one act for many, leaves an event of each, and changes nothing twice", async () => {
    const server = await start();
    const root = await server.signedIn("root");
    const { id } = await userOf(server, "ada");
    const act = async () => {
      const { text } = await root.post("/admin/api/users/bulk", {
        action: "force_password_change",
        ids: [id],
      });
      return text.split("\n").flatMap((line) => (line.includes('"item"') ? [JSON.parse(line).outcome] : []));
    };
    expect([await act(), await act()]).toEqual([["ok"], ["unchanged"]]);
    const events = listOf((await root.get("/admin/api/events?type=password_change_forced")).json, "events");
    expect(events).toMatchObject([
      {
        userId: id,
        actorId: (await userOf(server, "root")).id,
        before: { mustChangePassword: false },
        after: { mustChangePassword: true },
      },
    ]);
    const [listed] = listOf((await root.get("/admin/api/users?search=ada")).json, "users");
    expect(listed).toMatchObject({ mustChangePassword: true });
  });

  it("takes the permission to change users, and reach", async () => {
    const server = await start();
    const ids = { ada: (await userOf(server, "ada")).id, root: (await userOf(server, "root")).id };
    const path = (id: string) => `/admin/api/users/${id}/force-password-change`;
    const viewer = await staff(server, "viewer", ["users.view"]);
    expect(codeOf(await viewer.post(path(ids.ada)))).toEqual([403, "permission_denied"]);
    const changer = await staff(server, "changer", ["users.view", "users.change"]);
    expect(codeOf(await changer.post(path(ids.root)))).toEqual([403, "permission_denied"]);
    expect((await changer.post(path(ids.ada))).status).toBe(200);
    expect(codeOf(await changer.post(path("nobody")))).toEqual([404, "not_found"]);
  });
});
