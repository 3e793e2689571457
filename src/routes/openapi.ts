import { ERRORS, type ErrorCode } from "../errors.ts";
import type { Settings } from "../settings/table.ts";
import { fieldsSchema } from "./fields.ts";
import { NO_FIELDS, type OptionalBody, type Route, route } from "./route.ts";

const MEDIA = { json: "application/json", form: "application/x-www-form-urlencoded" } as const;

const problemSchema = {
  type: "object",
  properties: {
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    code: { type: "string", enum: Object.keys(ERRORS) },
  },
  required: ["title", "status", "detail", "code"],
};

/** GET /openapi.json, made from the table of routes it stands in. */
export function openapiRoute(routes: (settings: Settings) => readonly Route[]): Route {
  return route({
    method: "GET",
    path: "/openapi.json",
    summary: "This description (OpenAPI 3.1)",
    guard: "none",
    takes: [],
    fields: NO_FIELDS,
    answers: { 200: { type: "object" } },
    errors: [],
    async handler({ request }, auth) {
      return {
        status: 200,
        body: describe(
          routes(auth.settings).map((described) => asRead(described, auth.settings)),
          serverOf(request.url, auth.settings.origin),
          auth.cookieNames.access,
          auth.settings.csrfHeaderName,
        ),
      };
    },
  });
}

/** Where the routes begin: what stands before the name of this document, since an app may have them under a prefix. */
function serverOf(url: string, origin: string): string {
  const path = new URL(url, origin).pathname.replace(/\/$/, "");
  return origin + path.slice(0, path.lastIndexOf("/"));
}

/** The route without a body that these settings leave unread. */
function asRead(described: Route, settings: Settings): Route {
  const { optionalBody, ...others } = described;
  return optionalBody?.isRead(settings) === false ? others : described;
}

/** What a route may refuse with, all told: its own errors, its guard's, its query's and its body's. */
export function errorsOf(route: Route): ErrorCode[] {
  const { guard, staff, query, errors, isOpenBeforePasswordChange } = route;
  const guardErrors: Record<Route["guard"], ErrorCode[]> = {
    none: [],
    origin: ["csrf_failed"],
    session: [
      "not_authenticated",
      "token_invalid",
      "csrf_failed",
      ...(isOpenBeforePasswordChange === true ? [] : (["password_change_required"] as const)),
    ],
    staff: [
      "not_authenticated",
      "token_invalid",
      "csrf_failed",
      "password_change_required",
      "permission_denied",
      ...(staff?.isFresh === true ? (["reauthentication_required"] as const) : []),
    ],
    own: [],
  };
  const queryErrors: ErrorCode[] = query === undefined ? [] : ["invalid_request"];
  return [...guardErrors[guard], ...queryErrors, ...bodyErrorsOf(route), ...errors];
}

function bodyErrorsOf(route: Route): ErrorCode[] {
  if (bodyOf(route).takes.length > 0)
    return ["malformed_json", "invalid_request", "body_too_large", "unsupported_media_type"];
  return refusesBody(route) ? ["malformed_json", "invalid_request", "body_too_large"] : [];
}

/** What is said of a body where none is taken; null where there is one, and of GET, whose body nobody reads. */
export function bodyNote(route: Route): string | null {
  if (route.method === "GET" || bodyOf(route).takes.length > 0) return null;
  return refusesBody(route) ? "Takes no body: any but `{}` is refused." : "A body is passed over.";
}

function refusesBody({ method, ignoresBody }: Route): boolean {
  return method !== "GET" && ignoresBody !== true;
}

/** The body that a route takes, be it by itself or by its handler. */
export function bodyOf({ takes, fields, optionalBody }: Route): Pick<Route, "takes" | "fields"> {
  return optionalBody ?? { takes, fields };
}

function describe(
  routes: readonly Route[],
  server: string,
  accessCookie: string,
  csrfHeader: string,
): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const described of routes) {
    const path = described.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = {
      ...paths[path],
      [described.method.toLowerCase()]: operation(described),
    };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Wafer", version: "1", description: "Sign-in with JWTs in HttpOnly cookies." },
    servers: [{ url: server }],
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        accessCookie: { type: "apiKey", in: "cookie", name: accessCookie },
        csrf: { type: "apiKey", in: "header", name: csrfHeader },
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      },
    },
  };
}

function operation(described: Route): object {
  const isUnsafe = described.method !== "GET";
  const security = [{ accessCookie: [], ...(isUnsafe ? { csrf: [] } : {}) }, { bearer: [] }];
  const parameters = [...pathParameters(described), ...queryParameters(described)];
  const note = bodyNote(described);
  return {
    operationId: operationId(described),
    summary: described.summary,
    ...(note === null ? {} : { description: note }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(["session", "staff"].includes(described.guard) ? { security } : {}),
    ...requestBody(described),
    responses: { ...goodAnswers(described), ...refusals(described) },
  };
}

function requestBody(described: Route): object {
  const { takes, fields } = bodyOf(described);
  if (takes.length === 0) return {};
  const content = Object.fromEntries(takes.map((kind) => [MEDIA[kind], { schema: fieldsSchema(fields) }]));
  return { requestBody: { required: described.optionalBody === undefined, content } };
}

function pathParameters({ path }: Route): object[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters({ query = {} }: Route): object[] {
  return Object.entries(query).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: false,
    description,
    schema,
  }));
}

function operationId({ method, path }: Route): string {
  const words = path.split(/[^a-z]+/).filter((word) => word !== "");
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function goodAnswers({ answers, streams, optionalBody }: Route): Record<string, object> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      schema === null
        ? { description: "Done" }
        : {
            description: "Done",
            content: { [streams ?? "application/json"]: { schema: schemaOf(status, schema, optionalBody) } },
          },
    ]),
  );
}

function schemaOf(status: string, schema: object, optionalBody: OptionalBody | undefined): object {
  return status === "200" && optionalBody !== undefined ? { anyOf: [schema, optionalBody.answer] } : schema;
}

function refusals(described: Route): Record<string, object> {
  const byStatus = Map.groupBy(errorsOf(described), (code) => ERRORS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: `code: ${[...new Set(codes)].join(", ")}`,
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    ]),
  );
}
