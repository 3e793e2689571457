import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createUser,
  endSessionsOf,
  findUser,
  findUserByName,
  forcePasswordChange,
  setPassword,
} from "../../src/index.ts";
import { PASSWORD, serve, type TestServer } from "./serve.ts";

const GRACE = { username: "Grace", email: "grace@example.org", firstName: "Grace", lastName: "Hopper" };
const NEXT = "harbour violet anvil";

describe("what a program does to users", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serve();
  });
  afterAll(() => server.close());

  it("gives it users as answers show them, and never a hash", async () => {
    const { auth } = server;
    const user = await createUser(auth, { ...GRACE, password: PASSWORD });
    expect(user).toEqual({ id: expect.any(String), ...GRACE, isStaff: false, isSuperuser: false });
    const found = [
      await findUser(auth, user.id),
      await findUserByName(auth, "ＧＲＡＣＥ"),
      await findUserByName(auth, " Grace@Example.org"),
    ];
    expect(found).toEqual([user, user, user]);
    expect([await findUser(auth, "Grace"), await findUserByName(auth, user.id)]).toEqual([null, null]);
  });

  it("sets a password, and ends every session of that user and nobody else's", async () => {
    const { auth } = server;
    const [grace, ada] = [await server.signedIn("grace"), await server.signedIn()];
    const user = await findUserByName(auth, "grace");
    const userId = user?.id ?? "";
    await expect(setPassword(auth, userId, "grace")).rejects.toMatchObject({ code: "password_rejected" });
    expect((await grace.get("/me")).status).toBe(200);
    const { isChanged, endedSessions } = await setPassword(auth, userId, NEXT);
    expect([isChanged, endedSessions.length]).toEqual([true, 1]);
    expect([(await grace.get("/me")).status, (await ada.get("/me")).status]).toEqual([401, 200]);
    expect((await server.client().signIn("grace", PASSWORD)).status).toBe(401);
    expect((await server.client().signIn("grace", NEXT)).status).toBe(200);
    expect(await setPassword(auth, "nobody", NEXT)).toEqual({ isChanged: false, endedSessions: [] });
  });

  it("sets none of a user who is deleted while it is hashed, and writes nothing of them", async () => {
    const { auth } = server;
    const { id } = await createUser(auth, { username: "fading", password: PASSWORD });
    const hash = async (password: string) => {
      await auth.store.db.deleteFrom("users").where("id", "=", id).execute();
      return auth.hasher.hash(password);
    };
    const slow = { ...auth, hasher: { ...auth.hasher, hash } };
    expect(await setPassword(slow, id, NEXT)).toMatchObject({ isChanged: false });
    const told = (await server.acts()).filter(({ user_id }) => user_id === id);
    expect(told.map(({ type }) => type)).toEqual(["user_created"]);
  });

  it("ends a user's sessions, of no user none, and who signs in again goes on", async () => {
    const { auth } = server;
    const [grace, ada] = [server.client(), await server.signedIn()];
    await grace.signIn("grace", NEXT);
    for (const nobody of ["", undefined as unknown as string])
      expect(await endSessionsOf(auth, nobody)).toEqual([]);
    expect((await grace.get("/me")).status).toBe(200);
    const user = await findUserByName(auth, "grace");
    expect(await endSessionsOf(auth, user?.id ?? "")).not.toEqual([]);
    expect([(await grace.get("/me")).status, (await ada.get("/me")).status]).toEqual([401, 200]);
    expect((await server.acts()).at(-1)).toMatchObject({ type: "session_ended", outcome: "revoked" });
    expect((await grace.signIn("grace", NEXT)).status).toBe(200);
  });

  it("leaves a demand for a new password as it is, when it sets one", async () => {
    const { auth } = server;
    const userId = (await findUserByName(auth, "grace"))?.id ?? "";
    await forcePasswordChange(auth, userId);
    await setPassword(auth, userId, PASSWORD);
    expect((await server.client().signIn("grace", PASSWORD)).json).toMatchObject({
      mustChangePassword: true,
    });
  });
});
