import type { Route } from "../route.ts";
import { bulkUsers } from "./bulk.ts";
import { adminMe } from "./me.ts";
import {
  activateAdminUser,
  adminUser,
  changeAdminUser,
  changeAdminUserPermissions,
  createAdminUser,
  deactivateAdminUser,
  deleteAdminUser,
  revokeAdminUserSessions,
  setAdminUserPassword,
  unlockAdminUser,
} from "./one-user.ts";
import { adminUsers } from "./users.ts";

/** Every route of the admin, once. */
export const adminRoutes: readonly Route[] = [
  adminMe,
  adminUsers,
  createAdminUser,
  bulkUsers,
  adminUser,
  changeAdminUser,
  deleteAdminUser,
  setAdminUserPassword,
  changeAdminUserPermissions,
  activateAdminUser,
  deactivateAdminUser,
  unlockAdminUser,
  revokeAdminUserSessions,
];
