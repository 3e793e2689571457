import { toAdminUserDetail } from "../../admin/admin-user.ts";
import { changeUser } from "../../admin/change-user.ts";
import {
  activate,
  actOnce,
  addUser,
  changeUserPermissions,
  deactivate,
  forcePasswordChange,
  givePassword,
  remove,
  revokeSessions,
  type UserAct,
  unlock,
} from "../../admin/user-acts.ts";
import type { AuthContext } from "../../context.ts";
import { AuthError } from "../../errors.ts";
import type { Permission } from "../../permissions.ts";
import { findUserRow } from "../../users/users.ts";
import { flagField, optionalField, textField } from "../fields.ts";
import { NO_FIELDS, type Route, type RouteResult } from "../route.ts";
import { adminRoute } from "./admin-route.ts";
import { changeOf, permissionFields } from "./permission-fields.ts";
import { adminUserSchema } from "./schemas.ts";

const NAMES = {
  email: optionalField("E-mail address; empty for none.", 254),
  firstName: optionalField("First name; empty for none.", 150),
  lastName: optionalField("Last name; empty for none.", 150),
  isStaff: flagField("Whether they may enter the admin."),
  isSuperuser: flagField("Whether they may do everything there. Superusers only may give or take it."),
};

/** GET /admin/api/users/:id */
export const adminUser = adminRoute({
  method: "GET",
  path: "/admin/api/users/:id",
  summary: "One user, with groups and permissions",
  staff: { permission: "users.view", isFresh: false },
  takes: [],
  fields: NO_FIELDS,
  answers: { 200: adminUserSchema },
  errors: ["not_found"],
  handler: ({ params }, auth) => userAnswer(params["id"], auth),
});

/** POST /admin/api/users */
export const createAdminUser = adminRoute({
  method: "POST",
  path: "/admin/api/users",
  summary: "Create a user",
  staff: { permission: "users.add", isFresh: true },
  takes: ["json"],
  fields: {
    username: textField("User name.", 150),
    password: textField("The password.", 1024),
    ...NAMES,
  },
  answers: { 201: adminUserSchema },
  errors: ["user_rejected", "password_rejected", "conflict", "server_busy"],
  async handler({ body, actor }, auth) {
    const { username, password, email = "", firstName = "", lastName = "" } = body;
    const { isStaff = false, isSuperuser = false } = body;
    const user = { username, password, email, firstName, lastName, isStaff, isSuperuser };
    const { id } = await addUser(user, actor, auth);
    return { ...(await userAnswer(id, auth)), status: 201 };
  },
});

/** PATCH /admin/api/users/:id */
export const changeAdminUser = adminRoute({
  method: "PATCH",
  path: "/admin/api/users/:id",
  summary:
    "Change a user's names, address or roles; nobody changes their own roles, or who may do more than they",
  staff: { permission: "users.change", isFresh: true },
  takes: ["json"],
  fields: { username: optionalField("User name.", 150), ...NAMES },
  answers: { 200: adminUserSchema },
  errors: ["not_found", "conflict"],
  async handler({ body, params, actor }, auth) {
    await changeUser(body, params["id"] ?? "", actor, auth);
    return userAnswer(params["id"], auth);
  },
});

/** POST /admin/api/users/:id/password */
export const setAdminUserPassword = adminRoute({
  method: "POST",
  path: "/admin/api/users/:id/password",
  summary: "Set a user's password; all their sessions end",
  staff: { permission: "users.change", isFresh: true },
  takes: ["json"],
  fields: { newPassword: textField("The new one.", 1024) },
  answers: { 204: null },
  errors: ["not_found", "password_rejected", "server_busy"],
  async handler({ body, params, actor }, auth) {
    await givePassword(params["id"] ?? "", body.newPassword, actor, auth);
    return { status: 204 };
  },
});

/** PATCH /admin/api/users/:id/permissions */
export const changeAdminUserPermissions = adminRoute({
  method: "PATCH",
  path: "/admin/api/users/:id/permissions",
  summary: "Give a user permissions and take them; nobody gives or takes what they do not have",
  staff: { permission: "users.change", isFresh: true },
  takes: ["json"],
  fields: permissionFields(),
  answers: { 200: adminUserSchema },
  errors: ["not_found"],
  async handler({ body, params, actor }, auth) {
    await changeUserPermissions(params["id"] ?? "", changeOf(body), actor, auth);
    return userAnswer(params["id"], auth);
  },
});

/** POST /admin/api/users/:id/unlock. Undoes nothing that is kept, so it takes no fresh proof. */
export const unlockAdminUser = adminRoute({
  method: "POST",
  path: "/admin/api/users/:id/unlock",
  summary: "Forget failed attempts to sign in as a user, of strangers and of the user's own devices",
  staff: { permission: "users.change", isFresh: false },
  takes: [],
  fields: NO_FIELDS,
  answers: { 200: adminUserSchema },
  errors: ["not_found"],
  async handler({ params, actor }, auth) {
    await unlock(params["id"] ?? "", actor, auth);
    return userAnswer(params["id"], auth);
  },
});

export const activateAdminUser = userAct("activate", "Let a user sign in again", "users.change", activate);
export const deactivateAdminUser = userAct(
  "deactivate",
  "Keep a user from signing in; all their sessions end",
  "users.change",
  deactivate,
);
export const revokeAdminUserSessions = userAct(
  "revoke-sessions",
  "End every session of a user but the one that asks",
  "sessions.delete",
  revokeSessions,
);
export const forceAdminUserPasswordChange = userAct(
  "force-password-change",
  "Make a user choose a new password at the next sign-in; their open sessions go on",
  "users.change",
  forcePasswordChange,
);

/** DELETE /admin/api/users/:id */
export const deleteAdminUser = adminRoute({
  method: "DELETE",
  path: "/admin/api/users/:id",
  summary: "Delete a user for good; all their sessions end",
  staff: { permission: "users.delete", isFresh: true },
  takes: [],
  fields: NO_FIELDS,
  answers: { 204: null },
  errors: ["not_found", "conflict"],
  async handler({ params, actor }, auth) {
    await actOnce(remove, params["id"] ?? "", actor, auth);
    return { status: 204 };
  },
});

function userAct(verb: string, summary: string, permission: Permission, act: UserAct): Route {
  return adminRoute({
    method: "POST",
    path: `/admin/api/users/:id/${verb}`,
    summary,
    staff: { permission, isFresh: true },
    takes: [],
    fields: NO_FIELDS,
    answers: { 200: adminUserSchema },
    errors: ["not_found", "conflict"],
    async handler({ params, actor }, auth) {
      await actOnce(act, params["id"] ?? "", actor, auth);
      return userAnswer(params["id"], auth);
    },
  });
}

async function userAnswer(id: string | undefined, auth: AuthContext): Promise<RouteResult> {
  const user = await findUserRow(auth.store.db, id ?? "");
  if (user === null) throw new AuthError("not_found");
  return { status: 200, body: { user: await toAdminUserDetail(user, auth) } };
}
