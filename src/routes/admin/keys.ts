import { addKey, endKey, listAdminKeys, rotateKeys } from "../../admin/keys.ts";
import { asymmetricAlgorithms } from "../../tokens/key-pair.ts";
import { choiceField, flagField } from "../fields.ts";
import { NO_FIELDS } from "../route.ts";
import { adminRoute } from "./admin-route.ts";
import { adminKeySchema, adminKeysSchema, rotationSchema } from "./schemas.ts";

const ALGORITHM = {
  algorithm: {
    ...choiceField("Of the key; that of the settings when left out.", asymmetricAlgorithms),
    isOptional: true,
  },
} as const;

/** GET /admin/api/keys */
export const adminKeys = adminRoute({
  method: "GET",
  path: "/admin/api/keys",
  summary: "The keys that sign access tokens, the oldest first; of `algorithm` HS256 there are none",
  staff: { permission: "keys.view", isFresh: false },
  takes: [],
  fields: NO_FIELDS,
  answers: { 200: adminKeysSchema },
  errors: [],
  async handler(_input, auth) {
    return { status: 200, body: { algorithm: auth.settings.algorithm, keys: await listAdminKeys(auth) } };
  },
});

/** POST /admin/api/keys */
export const createAdminKey = adminRoute({
  method: "POST",
  path: "/admin/api/keys",
  summary: "Make a key: the next one, or the active one where there is none",
  staff: { permission: "keys.add", isFresh: true },
  takes: ["json"],
  fields: ALGORITHM,
  answers: { 201: adminKeySchema },
  errors: ["conflict"],
  async handler({ body, actor }, auth) {
    return { status: 201, body: { key: await addKey(body.algorithm, actor, auth) } };
  },
});

/** POST /admin/api/keys/rotate */
export const rotateAdminKeys = adminRoute({
  method: "POST",
  path: "/admin/api/keys/rotate",
  summary:
    "Sign with the next key, and retire the active one; where servers do not know a next key yet, make one and ask again at `readyAt`",
  staff: { permission: "keys.change", isFresh: true },
  takes: ["json"],
  fields: ALGORITHM,
  answers: { 200: rotationSchema },
  errors: ["conflict"],
  async handler({ body, actor }, auth) {
    return { status: 200, body: await rotateKeys(body.algorithm, actor, auth) };
  },
});

/** POST /admin/api/keys/:id/retire */
export const retireAdminKey = adminRoute({
  method: "POST",
  path: "/admin/api/keys/:id/retire",
  summary: "End a key that does not sign",
  staff: { permission: "keys.delete", isFresh: true },
  takes: ["json"],
  fields: { isAtOnce: flagField("Refuse the tokens of a retired key now, and not once they have expired.") },
  answers: { 200: adminKeySchema },
  errors: ["not_found", "conflict"],
  async handler({ body, params, actor }, auth) {
    const key = await endKey(params["id"] ?? "", body.isAtOnce ?? false, actor, auth);
    return { status: 200, body: { key } };
  },
});
