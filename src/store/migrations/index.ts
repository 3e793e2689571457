import { usersSessionsEvents } from "./0001-users-sessions-events.ts";
import { keys } from "./0002-keys.ts";
import { sessionsOutliveUsers } from "./0003-sessions-outlive-users.ts";
import { eventsOfAUser } from "./0004-events-of-a-user.ts";
import { groups } from "./0005-groups.ts";
import { auditTrail } from "./0006-audit-trail.ts";
import { admin } from "./0007-admin.ts";
import { lastFlush } from "./0008-last-flush.ts";
import { forcedPasswordChange } from "./0009-forced-password-change.ts";
import type { Migration } from "./migration.ts";

/** Every migration, in the order it is applied. */
export const migrations: readonly Migration[] = [
  usersSessionsEvents,
  keys,
  sessionsOutliveUsers,
  eventsOfAUser,
  groups,
  auditTrail,
  admin,
  lastFlush,
  forcedPasswordChange,
];
