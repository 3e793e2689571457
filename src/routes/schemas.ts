/**
 * The bodies of answers as JSON Schema. Literals with their types kept, and no import: the browser client derives its
 * types from them without loading anything of the server.
 */

export const text = { type: "string" } as const;
export const integer = { type: "integer" } as const;
export const time = { type: "string", format: "date-time" } as const;
export const flag = { type: "boolean" } as const;
export const list = <const Item extends object>(items: Item) => ({ type: "array", items }) as const;
/** An object of these members and no other. */
export const object = <const Properties extends Readonly<Record<string, object>>>(properties: Properties) =>
  ({ type: "object", properties, required: Object.keys(properties), additionalProperties: false }) as const;
/** The answers that sign in, where the password must be changed before anything else. */
const demand: { readonly mustChangePassword?: typeof flag } = { mustChangePassword: flag };
const withDemand = <const Properties extends Readonly<Record<string, object>>>(properties: Properties) =>
  ({ ...object(properties), properties: { ...properties, ...demand } }) as const;

export const userSchema = object({
  id: text,
  username: text,
  email: text,
  firstName: text,
  lastName: text,
  isStaff: flag,
  isSuperuser: flag,
});

export const signedInSchema = withDemand({
  user: userSchema,
  csrfToken: text,
  accessExpiresAt: time,
  refreshExpiresAt: time,
});
export const tokenPairSchema = withDemand({
  user: userSchema,
  access: text,
  refresh: text,
  accessExpiresAt: time,
  refreshExpiresAt: time,
});
export const profileSchema = object({ user: userSchema });
export const meSchema = object({
  user: userSchema,
  session: object({ id: text, createdAt: time, expiresAt: time, mustChangePassword: flag }),
});
/** The properties of a session in a list. */
export const listedSession = {
  id: text,
  isCurrent: flag,
  device: text,
  ip: text,
  createdAt: time,
  lastUsedAt: time,
  expiresAt: time,
} as const;
export const sessionsSchema = object({ sessions: list(object(listedSession)) });
export const eventsSchema = object({
  events: list(
    object({
      id: integer,
      at: time,
      type: text,
      outcome: text,
      device: text,
      ip: text,
      isThisSession: flag,
    }),
  ),
  next: { type: ["integer", "null"] },
});
export const confirmedSchema = object({ authenticatedAt: time, freshUntil: time });
export const csrfSchema = object({ csrfToken: text });
export const statusSchema = object({ status: text });
export const jwksSchema = object({ keys: list({ type: "object" }) });
