import type { csrfSchema, meSchema, sessionsSchema, signedInSchema, userSchema } from "../routes/schemas.ts";

/** The values that a JSON Schema of the routes describes. */
export type FromSchema<Schema> = Schema extends { readonly properties: infer Properties }
  ? { readonly [Name in keyof Properties]: FromSchema<NonNullable<Properties[Name]>> }
  : Schema extends { readonly items: infer Item }
    ? readonly FromSchema<Item>[]
    : Schema extends { readonly type: "string" }
      ? string
      : Schema extends { readonly type: "boolean" }
        ? boolean
        : unknown;

/** A user, as the server shows them. */
export type User = FromSchema<typeof userSchema>;

/** One sign-in on one device. Times are ISO 8601 in UTC. */
export type Session = FromSchema<typeof sessionsSchema>["sessions"][number];

export type MeAnswer = FromSchema<typeof meSchema>;
export type SessionsAnswer = FromSchema<typeof sessionsSchema>;
export type SignedInAnswer = FromSchema<typeof signedInSchema>;
export type CsrfAnswer = FromSchema<typeof csrfSchema>;
