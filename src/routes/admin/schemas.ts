import { PERMISSIONS } from "../../permissions.ts";
import { flag, integer, list, listedSession, object, text, time, userSchema } from "../schemas.ts";

const orNull = <const Schema extends { readonly type: string }>(schema: Schema) =>
  ({ ...schema, type: [schema.type, "null"] }) as const;
const total = object({ count: integer, isExact: flag });
const permissions = list({ type: "string", enum: PERMISSIONS } as const);

export const adminMeSchema = object({
  user: userSchema,
  session: object({ id: text, createdAt: time, expiresAt: time, mustChangePassword: flag }),
  permissions,
  authenticatedAt: time,
  freshUntil: time,
});

const listedUser = {
  ...userSchema.properties,
  isActive: flag,
  isLocked: flag,
  mustChangePassword: flag,
  createdAt: time,
  lastSignInAt: orNull(time),
  openSessions: integer,
} as const;
export const adminUsersSchema = object({
  users: list(object(listedUser)),
  next: orNull(text),
  total,
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
    total: orNull(integer),
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

export const adminSessionsSchema = object({
  sessions: list(object({ ...listedSession, userId: text, username: text })),
  next: orNull(text),
});

const group = object({ id: text, name: text, createdAt: time, members: total, permissions });
export const adminGroupsSchema = object({ groups: list(group), next: orNull(text) });
export const adminGroupSchema = object({ group });

const key = object({
  kid: text,
  algorithm: text,
  status: { type: "string", enum: ["next", "active", "retired", "ended"] },
  createdAt: time,
  readyAt: orNull(time),
  activatedAt: orNull(time),
  retiredAt: orNull(time),
  endsAt: orNull(time),
});
export const adminKeysSchema = object({ algorithm: text, keys: list(key) });
export const adminKeySchema = object({ key });
export const rotationSchema = object({
  isRotated: flag,
  key,
  former: orNull(key),
  readyAt: orNull(time),
});

const anyValue = { type: ["string", "integer", "boolean", "array", "null"] } as const;
export const adminSettingsSchema = object({
  settings: list(
    object({
      name: text,
      value: anyValue,
      default: anyValue,
      isDefault: flag,
      unit: { type: ["string", "null"], enum: ["seconds", null] },
      env: orNull(text),
      doc: text,
      link: text,
    }),
  ),
});
export const healthSchema = object({
  migrations: object({ applied: list(text), pending: list(text), unknown: list(text) }),
  expired: object({ sessions: total, events: total }),
  lastFlush: orNull(object({ at: time, sessions: integer, events: integer })),
  feed: object({ age: integer, isStale: flag }),
  rotations: object({
    rotated: integer,
    renewed: integer,
    repeatedUnseen: integer,
    repeatedSeen: integer,
    reusedLate: integer,
    reusedOlder: integer,
    restored: integer,
    over: integer,
  }),
});

const counts = {
  signInsOk: integer,
  signInsFailed: integer,
  refreshes: integer,
  reuses: integer,
  lockouts: integer,
  usersCreated: integer,
} as const;
export const statisticsSchema = object({
  period: text,
  from: time,
  to: time,
  hours: list(object({ at: time, ...counts })),
  totals: object(counts),
  previous: object(counts),
  isComplete: flag,
  tallies: orNull(object({ users: integer, activeSessions: integer, countedAt: time })),
});

const fieldsOrNull = { type: ["object", "null"] } as const;
const event = {
  id: integer,
  at: time,
  type: text,
  outcome: text,
  userId: orNull(text),
  actorId: orNull(text),
  sessionId: orNull(text),
  address: text,
  userAgent: text,
  requestId: orNull(text),
  detail: orNull(text),
  before: fieldsOrNull,
  after: fieldsOrNull,
  chain: orNull(integer),
  position: orNull(integer),
  hash: orNull(text),
} as const;
export const adminEventSchema = object(event);
export const adminEventsSchema = object({
  events: list(object({ ...event, username: orNull(text), actorUsername: orNull(text), device: text })),
  next: orNull(integer),
});
