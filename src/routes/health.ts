import { sql } from "kysely";
import { AuthError } from "../errors.ts";
import { NO_FIELDS, route } from "./route.ts";
import { statusSchema } from "./schemas.ts";

/** GET /healthz: the process answers. */
export const healthz = route({
  method: "GET",
  path: "/healthz",
  summary: "Whether the process is alive",
  guard: "none",
  takes: [],
  fields: NO_FIELDS,
  answers: { 200: statusSchema },
  errors: [],
  async handler() {
    return { status: 200, body: { status: "ok" } };
  },
});

/** GET /readyz: it can serve: the database answers too. */
export const readyz = route({
  method: "GET",
  path: "/readyz",
  summary: "Whether requests can be served",
  guard: "none",
  takes: [],
  fields: NO_FIELDS,
  answers: { 200: statusSchema },
  errors: ["store_unavailable"],
  async handler(_input, auth) {
    try {
      await sql`select 1 from users limit 1`.execute(auth.store.db);
    } catch (cause) {
      throw new AuthError("store_unavailable", { retryAfter: 5 }, { cause });
    }
    return { status: 200, body: { status: "ready" } };
  },
});
