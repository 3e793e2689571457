import { describe, expect, it, onTestFinished } from "vitest";
import type { SettingsInput } from "../../src/index.ts";
import { signedInSchema, tokenPairSchema } from "../../src/routes/schemas.ts";
import { PASSWORD, REFRESH, serve, type TestServer } from "./serve.ts";

const CREDENTIALS = { username: "ada", password: PASSWORD };

async function started(settings: SettingsInput = { bearerMode: true }): Promise<TestServer> {
  const server = await serve(settings);
  onTestFinished(() => server.close());
  return server;
}

interface Pair {
  readonly access: string;
  readonly refresh: string;
}

async function obtain(server: TestServer): Promise<Pair> {
  const answer = await server.client().post("/token", CREDENTIALS);
  return answer.json as unknown as Pair;
}

const refresh = (server: TestServer, token: string) =>
  server.client().post("/token/refresh", { refresh: token });
const me = (server: TestServer, { access }: Pair) =>
  server.client().get("/me", { authorization: `Bearer ${access}` });

describe("bearer mode", () => {
  it("is off by default: POST /token is not there, and a refresh token in a body is refused", async () => {
    const server = await started({});
    expect((await server.client().post("/token", CREDENTIALS)).status).toBe(404);
    expect((await server.client().post("/token/blacklist", { refresh: "x" })).status).toBe(404);
    const client = await server.signedIn();
    const answer = await server.client().post("/token/refresh", { refresh: client.cookie(REFRESH) });
    expect([answer.status, answer.json["code"]]).toEqual([400, "invalid_request"]);
    expect((await server.client().get("/openapi.json")).text).not.toContain("/token/blacklist");
  });

  it("answers the pair in the body, sets no cookie, and the access token needs no CSRF token", async () => {
    const server = await started();
    const answer = await server.client().post("/token", CREDENTIALS);
    expect(Object.keys(answer.json)).toEqual([
      "user",
      "access",
      "refresh",
      "accessExpiresAt",
      "refreshExpiresAt",
    ]);
    expect(answer.cookies).toEqual([]);
    expect(answer.headers["cache-control"]).toBe("no-store");
    const pair = answer.json as unknown as Pair;
    expect((await me(server, pair)).status).toBe(200);
    const change = { currentPassword: PASSWORD, newPassword: "harbour violet anvil" };
    const headers = { authorization: `Bearer ${pair.access}` };
    expect((await server.client().post("/me/password", change, headers)).status).toBe(200);
  });

  it("rotates as cookies do: the successor again for the predecessor, the end for an older token", async () => {
    const server = await started();
    const first = await obtain(server);
    const second = (await refresh(server, first.refresh)).json as unknown as Pair;
    expect((await refresh(server, first.refresh)).json["refresh"]).toBe(second.refresh);
    await refresh(server, second.refresh);
    const replay = await refresh(server, first.refresh);
    expect([replay.status, replay.json["code"], replay.cookies]).toEqual([401, "session_ended", []]);
    expect((await refresh(server, second.refresh)).status).toBe(401);
    expect((await me(server, second)).status).toBe(401);
  });

  it("takes no access token for a refresh token", async () => {
    const server = await started();
    const { access } = await obtain(server);
    expect((await refresh(server, access)).status).toBe(401);
    expect((await server.client().post("/token/blacklist", { refresh: access })).status).toBe(401);
  });

  it("ends the session at once with POST /token/blacklist", async () => {
    const server = await started();
    const pair = await obtain(server);
    expect((await server.client().post("/token/blacklist", { refresh: pair.refresh })).status).toBe(204);
    expect((await me(server, pair)).status).toBe(401);
    expect((await refresh(server, pair.refresh)).status).toBe(401);
  });

  it("X-08 gives no tokens to a page of another site", async () => {
    const server = await started();
    const answer = await server.client().post("/token", CREDENTIALS, { origin: "https://evil.test" });
    expect([answer.status, answer.json["code"]]).toEqual([403, "csrf_failed"]);
  });

  it("leaves cookies as they are: a browser's refresh, with no body or an empty one, goes on", async () => {
    const server = await started();
    const client = await server.signedIn();
    expect((await client.post("/token/refresh")).status).toBe(200);
    const answer = await client.post("/token/refresh", {});
    expect([answer.status, Object.keys(answer.json)[1]]).toEqual([200, "csrfToken"]);
  });

  it("tells machines of the body that may be left out and of its answer; of none where it is off", async () => {
    const operationOf = async (settings: SettingsInput) => {
      const { json } = await (await started(settings)).client().get("/openapi.json");
      return (json["paths"] as Record<string, Record<string, object>>)["/token/refresh"]?.["post"];
    };
    expect(await operationOf({ bearerMode: true })).toMatchObject({
      requestBody: {
        required: false,
        content: { "application/json": { schema: { required: ["refresh"], additionalProperties: false } } },
      },
      responses: {
        200: { content: { "application/json": { schema: { anyOf: [signedInSchema, tokenPairSchema] } } } },
        415: { description: "code: unsupported_media_type" },
      },
    });
    const off = await operationOf({});
    expect(off).not.toHaveProperty("requestBody");
    expect(off).not.toHaveProperty("responses.415");
    expect(off).toMatchObject({
      responses: { 200: { content: { "application/json": { schema: signedInSchema } } } },
    });
  });

  it.each([[{ refresh: 1 }], [{ refresh: "" }], [{ other: "x" }], [["x"]]])(
    "refuses the body %j",
    async (body) => {
      const server = await started();
      expect((await server.client().post("/token/refresh", body)).status).toBe(400);
    },
  );
});
