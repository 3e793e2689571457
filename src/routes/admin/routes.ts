import type { Route } from "../route.ts";
import { bulkUsers } from "./bulk.ts";
import { adminEvents, exportAdminEvents } from "./events.ts";
import {
  addAdminGroupMember,
  adminGroup,
  adminGroups,
  changeAdminGroupPermissions,
  createAdminGroup,
  deleteAdminGroup,
  removeAdminGroupMember,
  renameAdminGroup,
} from "./groups.ts";
import { adminKeys, createAdminKey, retireAdminKey, rotateAdminKeys } from "./keys.ts";
import { adminMe } from "./me.ts";
import {
  activateAdminUser,
  adminUser,
  changeAdminUser,
  changeAdminUserPermissions,
  createAdminUser,
  deactivateAdminUser,
  deleteAdminUser,
  forceAdminUserPasswordChange,
  revokeAdminUserSessions,
  setAdminUserPassword,
  unlockAdminUser,
} from "./one-user.ts";
import { adminHealth, adminSettings, adminStatistics } from "./server.ts";
import { adminSessions, revokeAdminSession, revokeAdminSessions } from "./sessions.ts";
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
  forceAdminUserPasswordChange,
  adminGroups,
  createAdminGroup,
  adminGroup,
  renameAdminGroup,
  deleteAdminGroup,
  changeAdminGroupPermissions,
  addAdminGroupMember,
  removeAdminGroupMember,
  adminSessions,
  revokeAdminSession,
  revokeAdminSessions,
  adminEvents,
  exportAdminEvents,
  adminKeys,
  createAdminKey,
  rotateAdminKeys,
  retireAdminKey,
  adminSettings,
  adminHealth,
  adminStatistics,
];
