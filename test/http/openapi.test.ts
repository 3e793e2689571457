import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ERRORS } from "../../src/errors.ts";
import { enabledRoutes } from "../../src/routes/routes.ts";
import { defineSettings } from "../../src/settings/settings.ts";
import type { Client } from "./client.ts";
import { misfits, type Schema } from "./misfits.ts";
import { ACCESS, ORIGIN, PASSWORD, SECRET, serve, type TestServer } from "./serve.ts";

/** Those that there are by default. */
const routes = enabledRoutes(defineSettings({ secret: SECRET }));

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}
interface Operation {
  readonly operationId: string;
  readonly description?: string;
  readonly security?: readonly object[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

let server: TestServer;
let paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
beforeAll(async () => {
  server = await serve();
  paths = (await server.client().get("/openapi.json")).json["paths"] as typeof paths;
});
afterAll(() => server.close());

const templateOf = (path: string) => path.replace(/:(\w+)/g, "{$1}");
const operationOf = (method: string, path: string) => paths[templateOf(path)]?.[method.toLowerCase()];

describe("GET /openapi.json", () => {
  it("is OpenAPI 3.1 of this server, with the cookie, the CSRF header and the bearer token it takes", async () => {
    const { json, headers } = await server.client().get("/openapi.json");
    expect(headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(json).toMatchObject({
      openapi: "3.1.0",
      servers: [{ url: ORIGIN }],
      components: {
        securitySchemes: {
          accessCookie: { in: "cookie", name: ACCESS },
          csrf: { in: "header", name: "X-CSRFToken" },
          bearer: { scheme: "bearer" },
        },
      },
    });
  });

  it("names every route, once, with an id of its own", () => {
    const told = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(told.sort()).toEqual(
      routes.map((route) => `${route.method.toLowerCase()} ${templateOf(route.path)}`).sort(),
    );
    const ids = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map((operation) => operation.operationId),
    );
    expect(new Set(ids).size).toBe(routes.length);
  });

  it("says of every route without a body whether one is refused", () => {
    const noteOf = (method: string, path: string) => operationOf(method, path)?.description;
    expect(noteOf("POST", "/token/verify")).toBe("Takes no body: any but `{}` is refused.");
    expect(noteOf("POST", "/token/refresh")).toBe("Takes no body: any but `{}` is refused.");
    expect(noteOf("DELETE", "/sessions/:id")).toBe("Takes no body: any but `{}` is refused.");
    expect(noteOf("POST", "/logout")).toBe("A body is passed over.");
    expect([noteOf("GET", "/me"), noteOf("POST", "/login")]).toEqual([undefined, undefined]);
  });

  it("says which routes need a session, as they really do", async () => {
    for (const { method, path } of routes) {
      const { security } = operationOf(method, path) ?? {};
      const isGuarded = security !== undefined;
      if (isGuarded) expect("csrf" in (security[0] ?? {})).toBe(method !== "GET");
      const answer = await server.client().send(method, path);
      expect([path, answer.json["code"] === "not_authenticated"]).toEqual([path, isGuarded]);
    }
  });

  it("tells the status and the shape of every answer on a journey through all routes", async () => {
    const client = await server.signedIn();
    const journey: [string, string, (client: Client) => ReturnType<Client["get"]>][] = [
      ["GET", "/healthz", (c) => c.get("/healthz")],
      ["GET", "/readyz", (c) => c.get("/readyz")],
      ["GET", "/csrf", (c) => c.get("/csrf")],
      ["GET", "/.well-known/jwks.json", (c) => c.get("/.well-known/jwks.json")],
      ["POST", "/login", (c) => c.signIn("ada", PASSWORD)],
      ["POST", "/login", (c) => c.signIn("ada", "wrong password")],
      ["POST", "/login", (c) => c.post("/login", {})],
      ["GET", "/me", (c) => c.get("/me")],
      ["POST", "/token/verify", (c) => c.post("/token/verify")],
      ["POST", "/token/verify", (c) => c.post("/token/verify", undefined, { "x-csrftoken": "wrong" })],
      ["POST", "/token/refresh", (c) => c.post("/token/refresh")],
      ["POST", "/token/refresh", (c) => c.post("/token/refresh", undefined, { cookie: "none=1" })],
      [
        "POST",
        "/me/password",
        (c) => c.post("/me/password", { currentPassword: PASSWORD, newPassword: PASSWORD }),
      ],
      [
        "POST",
        "/me/password",
        (c) => c.post("/me/password", { currentPassword: "x", newPassword: PASSWORD }),
      ],
      ["POST", "/me/confirm", (c) => c.post("/me/confirm", { password: PASSWORD })],
      ["POST", "/me/confirm", (c) => c.post("/me/confirm", { password: "x" })],
      ["GET", "/sessions", (c) => c.get("/sessions")],
      ["DELETE", "/sessions/:id", (c) => c.delete("/sessions/unknown")],
      ["DELETE", "/sessions/:id", async (c) => c.delete(`/sessions/${await otherSessionOf(c)}`)],
      ["PATCH", "/me", (c) => c.patch("/me", { lastName: "Lovelace" })],
      ["PATCH", "/me", (c) => c.patch("/me", { email: "new@example.org" })],
      ["GET", "/events", (c) => c.get("/events")],
      ["GET", "/events", (c) => c.get("/events?limit=0")],
      ["POST", "/logout/others", (c) => c.post("/logout/others")],
      ["POST", "/logout/all", (c) => c.post("/logout/all")],
      ["GET", "/me", (c) => c.get("/me")],
      ["POST", "/logout", (c) => c.post("/logout")],
    ];
    expect(new Set(journey.map(([method, path]) => `${method} ${path}`)).size).toBe(
      routes.filter(({ guard }) => guard !== "staff").length - 1,
    );
    for (const [method, path, step] of journey) {
      const answer = await step(client);
      const told = operationOf(method, path)?.responses[String(answer.status)];
      expect([path, answer.status, told === undefined]).toEqual([path, answer.status, false]);
      const type = answer.headers["content-type"]?.split(";")[0];
      expect(Object.keys(told?.content ?? {})).toEqual(type === undefined ? [] : [type]);
      const schema = told?.content?.[type ?? ""]?.schema;
      if (type === "application/json" && schema !== undefined)
        expect(misfits(answer.json, schema, path)).toEqual([]);
    }
  });

  it("lists the parameters of a query with their bounds and defaults", () => {
    const before = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
    const limit = { type: "integer", minimum: 1, maximum: 100, default: 20 };
    const query = { in: "query", required: false, description: expect.any(String) };
    expect(operationOf("GET", "/events")).toMatchObject({
      parameters: [
        { name: "before", ...query, schema: before },
        { name: "limit", ...query, schema: limit },
      ],
    });
  });

  it("tells which fields of a body may be left out", () => {
    const schema = operationOf("PATCH", "/me")?.requestBody?.content?.["application/json"]?.schema;
    expect([Object.keys(schema?.properties ?? {}).length, schema?.required]).toEqual([4, []]);
  });

  it("names the parameter of a path", () => {
    expect(paths["/sessions/{id}"]?.["delete"]).toMatchObject({
      parameters: [{ name: "id", in: "path", required: true }],
    });
  });

  it("says what a body must hold, and that nothing else is taken", () => {
    const content = operationOf("POST", "/login")?.requestBody?.content ?? {};
    expect(Object.keys(content)).toEqual(["application/json", "application/x-www-form-urlencoded"]);
    expect(content["application/json"]?.schema).toMatchObject({
      required: ["username", "password"],
      additionalProperties: false,
    });
    expect(operationOf("POST", "/logout")).not.toHaveProperty("requestBody");
  });

  it("lists for each refusal only codes that exist, of that status", () => {
    for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
      for (const [status, response] of Object.entries(operation.responses)) {
        const codes = /^code: (.*)$/.exec("description" in response ? String(response.description) : "")?.[1];
        for (const code of codes?.split(", ") ?? [])
          expect(
            Object.entries(ERRORS).some(
              ([known, error]) => known === code && String(error.status) === status,
            ),
          ).toBe(true);
      }
    }
  });
});

async function otherSessionOf(client: Client): Promise<string> {
  await server.signedIn();
  const { sessions } = (await client.get("/sessions")).json;
  return (sessions as { id: string }[])[1]?.id ?? "";
}
