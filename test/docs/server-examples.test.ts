import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  allowFrontEnds,
  identityOf,
  refuseError,
  requireStaff,
  requireUser,
  toAuthRequest,
  waferRoutes,
} from "../../src/adapters/fastify.ts";
import {
  type Auth,
  AuthError,
  authenticate,
  catchUp,
  changePermissions,
  createAuth,
  createGroup,
  createUser,
  defineSettings,
  deleteGroup,
  deleteUser,
  ERRORS,
  type ErrorCode,
  findGroup,
  findUser,
  forcePasswordChange,
  groupNamesOf,
  joinGroup,
  leaveGroup,
  listGroups,
  ownPermissions,
  permissionsOf,
  renameGroup,
  SettingsError,
  setActive,
  setPassword,
  setRoles,
  simpleJwt,
} from "../../src/index.ts";
import { FRONT_END, ORIGIN, PASSWORD, SECRET } from "../http/serve.ts";

/** What docs/reference/server.md shows: its blocks are pieces of this file. */
let auth: Auth;
let app: FastifyInstance;

beforeEach(async () => {
  const settings = { secret: SECRET, origin: ORIGIN, trustedOrigins: FRONT_END, database: "sqlite::memory:" };
  auth = await createAuth(
    { ...settings, claims: (user) => ({ isEditor: user.groups.includes("editors") }) },
    { migrate: true },
  );
  app = Fastify();
});
afterEach(async () => {
  await app.close();
  await auth.close();
  vi.unstubAllEnvs();
});

/** Makes ada, and signs her in. @returns her cookies, and the header for unsafe requests */
async function ada(roles: { isStaff?: boolean } = {}) {
  const user = await createUser(auth, { username: "ada", password: PASSWORD, ...roles });
  const payload = { username: "ada", password: PASSWORD };
  const signedIn = await app.inject({ method: "POST", url: "/auth/login", payload });
  const cookies = Object.fromEntries(signedIn.cookies.map(({ name, value }) => [name, value]));
  return { user, cookies, headers: { "x-csrftoken": signedIn.json().csrfToken } };
}

describe("the examples of docs/reference/server.md", () => {
  it("start and end", async () => {
    vi.stubEnv("WAFER_SECRET", SECRET);
    const auth = await createAuth(
      { secret: process.env["WAFER_SECRET"], origin: "http://localhost:8000", database: "sqlite::memory:" },
      { migrate: true },
    );
    await auth.close();
  });

  it("answer Wafer's routes and an own one, for front ends on other origins too", async () => {
    app.addHook("onRequest", allowFrontEnds(auth));
    await app.register(waferRoutes, { auth, prefix: "/auth" });
    app.get("/me-too", { onRequest: requireUser(auth) }, async (request) => {
      const { userId, claims } = identityOf(request);
      return { userId, isEditor: claims["isEditor"] };
    });

    const { user, cookies } = await ada();
    const answer = await app.inject({ url: "/me-too", cookies, headers: { origin: FRONT_END } });
    expect(answer.json()).toEqual({ userId: user.id, isEditor: false });
    expect(answer.headers["access-control-allow-origin"]).toBe(FRONT_END);
    const refused = await app.inject({ url: "/me-too", headers: { cookie: "__Host-Http-access_token=e" } });
    expect([refused.statusCode, refused.json().code]).toEqual([401, "token_invalid"]);
  });

  it("let staff in who have a permission", async () => {
    await app.register(waferRoutes, { auth, prefix: "/auth" });
    const reports = ["January"];
    app.get("/reports", { onRequest: requireStaff(auth, { permission: "users.view" }) }, async () => reports);

    const { user, cookies } = await ada({ isStaff: true });
    const answer = async () => (await app.inject({ url: "/reports", cookies })).json();
    expect((await answer()).code).toBe("permission_denied");
    await changePermissions(auth, { userId: user.id }, { give: ["users.view"] });
    expect(await answer()).toEqual(reports);
  });

  it("tell who is there where nobody need be, and refuse as Wafer does", async () => {
    await app.register(waferRoutes, { auth, prefix: "/auth" });
    app.setErrorHandler(refuseError(auth));
    app.get("/greeting", async (request) => {
      await catchUp(auth);
      const identity = authenticate(toAuthRequest(request), auth);
      return identity === null ? "Good day, stranger." : `Good day, ${identity.userId}.`;
    });
    app.get("/notes/:id", { onRequest: requireUser(auth) }, async () => {
      throw new AuthError("not_found");
    });

    const { user, cookies } = await ada();
    expect((await app.inject("/greeting")).body).toBe("Good day, stranger.");
    expect((await app.inject({ url: "/greeting", cookies })).body).toBe(`Good day, ${user.id}.`);
    const codeOf = async (url: string, headers = {}) =>
      (await app.inject({ url, cookies, headers })).json().code;
    expect(await codeOf("/greeting", { authorization: "Bearer e" })).toBe("token_invalid");
    expect(await codeOf("/notes/1")).toBe("not_found");
  });

  it("make, change and delete a user", async () => {
    await app.register(waferRoutes, { auth, prefix: "/auth" });
    const password = PASSWORD;
    const { id } = await createUser(auth, { username: "grace", password, email: "grace@example.org" });
    const user = await findUser(auth, id); // { id, username, email, firstName, lastName, isStaff, isSuperuser }
    await setRoles(auth, id, { isStaff: true });
    await setPassword(auth, id, "harbour violet anvil");
    await forcePasswordChange(auth, id);
    const { endedSessions } = await setActive(auth, id, false);
    const { isDeleted } = await deleteUser(auth, id);
    expect([endedSessions, isDeleted]).toEqual([[], true]);
    expect(Object.keys(user ?? {}).join()).toBe("id,username,email,firstName,lastName,isStaff,isSuperuser");
  });

  it("tell why a user cannot be made", async () => {
    const username = "ada";
    const password = "12345678";
    let code: ErrorCode | undefined;
    try {
      await createUser(auth, { username, password });
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      code = error.code; // "password_rejected", with the reason in error.message
    }
    expect(code).toBe("password_rejected");
    expect(ERRORS.password_rejected.status).toBe(400);
  });

  it("make a group, give it a permission, and take both again", async () => {
    await app.register(waferRoutes, { auth, prefix: "/auth" });
    const { user, cookies } = await ada();
    const editors = await createGroup(auth, "editors");
    await joinGroup(auth, editors, user.id);
    await changePermissions(auth, { group: editors }, { give: ["users.view"] });
    const names = await groupNamesOf(auth, user.id); // ["editors"]
    const own = await ownPermissions(auth, { group: editors }); // ["users.view"]
    const all = await permissionsOf(auth, user.id); // none: ada is not staff

    expect([names, own, [...all]]).toEqual([["editors"], ["users.view"], []]);
    // Her token says otherwise: she must refresh it.
    expect((await app.inject({ url: "/auth/me", cookies })).json().code).toBe("token_invalid");
    expect(await listGroups(auth)).toMatchObject([{ name: "editors", members: 1 }]);
    await renameGroup(auth, editors, "Writers");
    const writers = await findGroup(auth, "writers");
    expect(writers).toMatchObject({ id: editors.id, name: "Writers" });
    expect(await leaveGroup(auth, editors, user.id)).toBe(true);
    await deleteGroup(auth, editors);
    expect(await findGroup(auth, "writers")).toBe(null);
  });

  it("read settings, and refuse them with every problem at once", () => {
    const secret = SECRET;
    const settings = defineSettings({
      ...simpleJwt({ ACCESS_TOKEN_LIFETIME: "10m", SIGNING_KEY: secret }),
      origin: "https://app.example.org",
    });
    settings.accessTokenLifetime; // 600
    expect(settings.accessTokenLifetime).toBe(600);
    const wrong: Record<string, string> = { secret, acessTokenLifetime: "5m" };
    try {
      defineSettings(wrong);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      error.problems; // ['unknown setting "acessTokenLifetime". Did you mean "accessTokenLifetime"?']
      expect(error.problems).toEqual([
        'unknown setting "acessTokenLifetime". Did you mean "accessTokenLifetime"?',
      ]);
    }
    expect.assertions(2);
  });
});
