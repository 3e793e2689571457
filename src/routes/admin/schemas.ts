import { PERMISSIONS } from "../../permissions.ts";
import { flag, integer, list, object, text, time, userSchema } from "../schemas.ts";

const orNull = <const Schema extends { readonly type: string }>(schema: Schema) =>
  ({ ...schema, type: [schema.type, "null"] }) as const;
const permissions = list({ type: "string", enum: PERMISSIONS } as const);

export const adminMeSchema = object({
  user: userSchema,
  session: object({ id: text, createdAt: time, expiresAt: time }),
  permissions,
  authenticatedAt: time,
  freshUntil: time,
});

const listedUser = {
  ...userSchema.properties,
  isActive: flag,
  isLocked: flag,
  createdAt: time,
  lastSignInAt: orNull(time),
  openSessions: integer,
} as const;
export const adminUsersSchema = object({
  users: list(object(listedUser)),
  next: orNull(text),
  total: object({ count: integer, isExact: flag }),
});

export const adminUserSchema = object({
  user: object({
    ...listedUser,
    updatedAt: time,
    passwordChangedAt: time,
    lockedUntil: orNull(time),
    groups: list(object({ id: text, name: text })),
    ownPermissions: permissions,
    permissions,
  }),
});

/** One line of a streamed answer: of type "start", "item", "progress", "end" or "error". */
export const bulkLineSchema = {
  type: "object",
  properties: {
    type: { type: "string", enum: ["start", "item", "progress", "end", "error"] },
    total: integer,
    id: text,
    outcome: text,
    done: integer,
    ok: integer,
    unchanged: integer,
    failed: integer,
    code: text,
  },
  required: ["type"],
  additionalProperties: false,
} as const;
