import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routes } from "../../src/routes/routes.ts";
import { listOf, serveAdmin } from "./admin.ts";
import type { Answer, Client } from "./client.ts";
import { misfits, type Schema } from "./misfits.ts";
import { PASSWORD, type TestServer } from "./serve.ts";

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}

let server: TestServer;
let root: Client;
let paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
beforeAll(async () => {
  server = await serveAdmin();
  root = await server.signedIn("root");
  paths = (await root.get("/openapi.json")).json["paths"] as typeof paths;
});
afterAll(() => server.close());

const visited = new Set<string>();

/** Sends a request and holds its answer to what OpenAPI tells of it. */
async function step(
  method: string,
  template: string,
  path: string,
  status: number,
  body?: object,
): Promise<Answer> {
  visited.add(`${method} ${template}`);
  const csrf = { "x-csrftoken": root.csrfToken };
  const type = body === undefined ? undefined : "application/json";
  const answer = await root.send(method, path, { ...csrf, "content-type": type }, JSON.stringify(body));
  expect([method, path, answer.status, answer.text.slice(0, 300)]).toEqual([
    method,
    path,
    status,
    answer.text.slice(0, 300),
  ]);
  const told = paths[template.replace(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()]?.responses[String(status)];
  expect([method, path, told === undefined]).toEqual([method, path, false]);
  const kind = answer.headers["content-type"]?.split(";")[0];
  expect(Object.keys(told?.content ?? {})).toEqual(kind === undefined ? [] : [kind]);
  const schema = told?.content?.[kind ?? ""]?.schema;
  if (kind === "application/json" && schema !== undefined)
    expect(misfits(answer.json, schema, path)).toEqual([]);
  if (kind === "application/x-ndjson" && schema !== undefined)
    for (const line of answer.text.trim().split("\n"))
      expect(misfits(JSON.parse(line), schema, path)).toEqual([]);
  return answer;
}

describe("a journey through every route of the admin", () => {
  it("gets answers of the status and the shape that OpenAPI tells", async () => {
    const users = "/admin/api/users";
    await step("GET", "/admin/api/me", "/admin/api/me", 200);
    const made = await step("POST", users, users, 201, { username: "grace", password: PASSWORD });
    const { id } = made.json["user"] as { id: string };
    const [user, of] = [`${users}/${id}`, `${users}/:id`];
    await server.signedIn("grace");
    await step("GET", users, `${users}?limit=2&sort=-lastSignIn`, 200);
    await step("GET", users, `${users}?limit=0`, 400);
    await step("GET", of, user, 200);
    await step("PATCH", of, user, 200, { lastName: "Hopper" });
    await step("POST", `${of}/password`, `${user}/password`, 204, { newPassword: PASSWORD });
    await step("PATCH", `${of}/permissions`, `${user}/permissions`, 200, { give: ["events.view"] });
    await step("POST", `${of}/unlock`, `${user}/unlock`, 200);
    await step("POST", `${of}/deactivate`, `${user}/deactivate`, 200);
    await step("POST", `${of}/activate`, `${user}/activate`, 200);
    await step("POST", `${of}/revoke-sessions`, `${user}/revoke-sessions`, 200);
    await step("POST", `${of}/force-password-change`, `${user}/force-password-change`, 200);

    const groups = "/admin/api/groups";
    const group = (await step("POST", groups, groups, 201, { name: "Editors" })).json["group"] as {
      id: string;
    };
    const [one, ofGroup] = [`${groups}/${group.id}`, `${groups}/:id`];
    await step("GET", groups, groups, 200);
    await step("PATCH", ofGroup, one, 200, { name: "Writers" });
    await step("PATCH", `${ofGroup}/permissions`, `${one}/permissions`, 200, { give: ["users.view"] });
    await step("POST", `${ofGroup}/members`, `${one}/members`, 200, { userId: id });
    await step("GET", ofGroup, one, 200);
    await step("DELETE", `${ofGroup}/members/:userId`, `${one}/members/${id}`, 200);
    await step("POST", `${users}/bulk`, `${users}/bulk`, 200, {
      action: "add_to_group",
      group: group.id,
      filter: {},
    });
    // Root is a member now: the tokens must say so.
    await root.post("/token/refresh");
    await step("DELETE", ofGroup, one, 204);
    await root.post("/token/refresh");

    const sessions = "/admin/api/sessions";
    await server.signedIn("grace");
    const listed = await step("GET", sessions, `${sessions}?user=${id}`, 200);
    const session = String(listOf(listed.json, "sessions")[0]?.["id"]);
    await step("DELETE", `${sessions}/:id`, `${sessions}/${session}`, 204);
    await step("DELETE", `${sessions}/:id`, `${sessions}/${session}`, 404);
    await step("POST", `${sessions}/revoke`, `${sessions}/revoke`, 200, { which: "ids", ids: [session] });
    await step("POST", `${sessions}/revoke`, `${sessions}/revoke`, 200, { which: "all" });

    const keys = "/admin/api/keys";
    const key = (await step("POST", keys, keys, 201, { algorithm: "EdDSA" })).json["key"] as { kid: string };
    await step("POST", `${keys}/rotate`, `${keys}/rotate`, 200, { algorithm: "EdDSA" });
    server.clock.now += 11_000;
    await step("POST", `${keys}/rotate`, `${keys}/rotate`, 200, { algorithm: "EdDSA" });
    await step("POST", `${keys}/:id/retire`, `${keys}/${key.kid}/retire`, 200, { isAtOnce: true });
    await step("POST", `${keys}/rotate`, `${keys}/rotate`, 409, {});
    await step("GET", keys, keys, 200);

    const events = "/admin/api/events";
    await step("GET", events, `${events}?user=${id}&limit=5`, 200);
    await step("GET", events, `${events}?limit=0`, 400);
    await step("GET", `${events}/export`, `${events}/export`, 200);

    for (const path of ["settings", "health", "statistics"])
      await step("GET", `/admin/api/${path}`, `/admin/api/${path}`, 200);
    await step("DELETE", of, user, 204);
    const all = routes
      .filter(({ guard }) => guard === "staff")
      .map(({ method, path }) => `${method} ${path}`);
    expect([...visited].sort()).toEqual(all.sort());
  });

  it("leaves an event of each act, from the address of who did it", async () => {
    const events = await server.auth.store.db
      .selectFrom("events")
      .select(["type", "ip", "user_id"])
      .execute();
    const types = new Set(events.filter(({ ip }) => ip === "127.0.0.1").map(({ type }) => type));
    for (const type of [
      "user_created",
      "user_changed",
      "password_changed",
      "permissions_changed",
      "user_unlocked",
      "user_deactivated",
      "user_activated",
      "group_created",
      "group_changed",
      "group_joined",
      "group_left",
      "group_deleted",
      "session_ended",
      "key_created",
      "key_rotated",
      "key_retired",
      "user_deleted",
    ])
      expect([type, types.has(type)]).toEqual([type, true]);
  });
});
