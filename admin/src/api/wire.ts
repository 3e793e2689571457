import type {
  adminEventsSchema,
  adminGroupSchema,
  adminGroupsSchema,
  adminKeysSchema,
  adminMeSchema,
  adminSessionsSchema,
  adminSettingsSchema,
  adminUserSchema,
  adminUsersSchema,
  bulkLineSchema,
  healthSchema,
  rotationSchema,
  statisticsSchema,
} from "../../../src/routes/admin/schemas.ts";

export type { Permission } from "../../../src/permissions.ts";

/** The values that a JSON Schema of the admin's routes describes. */
export type FromSchema<Schema> = Schema extends { readonly type: readonly (infer Type)[] }
  ? Type extends string
    ? FromSchema<Omit<Schema, "type"> & { readonly type: Type }>
    : never
  : Schema extends { readonly type: "null" }
    ? null
    : Schema extends { readonly enum: readonly (infer Word)[] }
      ? Word
      : Schema extends { readonly properties: infer Properties }
        ? { readonly [Name in keyof Properties]: FromSchema<Properties[Name]> }
        : Schema extends { readonly items: infer Item }
          ? readonly FromSchema<Item>[]
          : Schema extends { readonly type: infer Type }
            ? Type extends keyof Primitives
              ? Primitives[Type]
              : never
            : never;

interface Primitives {
  readonly string: string;
  readonly integer: number;
  readonly boolean: boolean;
  readonly array: readonly unknown[];
  readonly object: Readonly<Record<string, unknown>>;
}

export type AdminMe = FromSchema<typeof adminMeSchema>;
export type UsersAnswer = FromSchema<typeof adminUsersSchema>;
export type ListedUser = UsersAnswer["users"][number];
export type UserAnswer = FromSchema<typeof adminUserSchema>;
export type UserDetail = UserAnswer["user"];
export type GroupAnswer = FromSchema<typeof adminGroupSchema>;
export type GroupsAnswer = FromSchema<typeof adminGroupsSchema>;
export type SessionsAnswer = FromSchema<typeof adminSessionsSchema>;
export type ListedSession = SessionsAnswer["sessions"][number];
export type Total = UsersAnswer["total"];

export type EventsAnswer = FromSchema<typeof adminEventsSchema>;
export type ListedEvent = EventsAnswer["events"][number];
export type StatisticsAnswer = FromSchema<typeof statisticsSchema>;
export type KeysAnswer = FromSchema<typeof adminKeysSchema>;
export type ListedKey = KeysAnswer["keys"][number];
export type RotationAnswer = FromSchema<typeof rotationSchema>;
export type SettingsAnswer = FromSchema<typeof adminSettingsSchema>;
export type ShownSetting = SettingsAnswer["settings"][number];
export type HealthAnswer = FromSchema<typeof healthSchema>;
/** Only `type` is always there. */
export type BulkLine = Pick<Line, "type"> & Partial<Line>;
type Line = FromSchema<typeof bulkLineSchema>;
