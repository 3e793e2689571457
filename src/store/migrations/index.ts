import { usersSessionsEvents } from "./0001-users-sessions-events.ts";
import { keys } from "./0002-keys.ts";
import type { Migration } from "./migration.ts";

/** Every migration, in the order it is applied. */
export const migrations: readonly Migration[] = [usersSessionsEvents, keys];
