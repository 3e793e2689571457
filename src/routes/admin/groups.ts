import {
  addGroup,
  changeGroupPermissions,
  describeGroup,
  listAdminGroups,
  nameGroup,
  removeGroup,
  requireGroup,
} from "../../admin/groups.ts";
import { actOnce, moveTo } from "../../admin/user-acts.ts";
import type { AuthContext } from "../../context.ts";
import { textField } from "../fields.ts";
import { textParameter } from "../query.ts";
import { NO_FIELDS, type RouteResult } from "../route.ts";
import { adminRoute } from "./admin-route.ts";
import { changeOf, permissionFields } from "./permission-fields.ts";
import { adminGroupSchema, adminGroupsSchema } from "./schemas.ts";

const NAME = { name: textField("The name.", 150) };

/** GET /admin/api/groups */
export const adminGroups = adminRoute({
  method: "GET",
  path: "/admin/api/groups",
  summary: "Groups by name, a page at a time; members are counted up to 1000",
  staff: { permission: "groups.view", isFresh: false },
  takes: [],
  fields: NO_FIELDS,
  query: {
    after: textParameter("The `next` of the page before.", 1000),
    limit: { type: "integer", minimum: 1, maximum: 200, default: 50, description: "How many at most." },
  },
  answers: { 200: adminGroupsSchema },
  errors: [],
  async handler({ query }, auth) {
    return { status: 200, body: await listAdminGroups(auth.store.db, query) };
  },
});

/** GET /admin/api/groups/:id */
export const adminGroup = adminRoute({
  method: "GET",
  path: "/admin/api/groups/:id",
  summary: "One group, with its permissions; `GET /admin/api/users?group=` lists its members",
  staff: { permission: "groups.view", isFresh: false },
  takes: [],
  fields: NO_FIELDS,
  answers: { 200: adminGroupSchema },
  errors: ["not_found"],
  handler: ({ params }, auth) => groupAnswer(params["id"], auth),
});

/** POST /admin/api/groups */
export const createAdminGroup = adminRoute({
  method: "POST",
  path: "/admin/api/groups",
  summary: "Create a group without members or permissions",
  staff: { permission: "groups.add", isFresh: true },
  takes: ["json"],
  fields: NAME,
  answers: { 201: adminGroupSchema },
  errors: ["group_rejected", "conflict"],
  async handler({ body, actor }, auth) {
    return { ...(await groupAnswer(await addGroup(body.name, actor, auth), auth)), status: 201 };
  },
});

/** PATCH /admin/api/groups/:id */
export const renameAdminGroup = adminRoute({
  method: "PATCH",
  path: "/admin/api/groups/:id",
  summary: "Give a group another name",
  staff: { permission: "groups.change", isFresh: true },
  takes: ["json"],
  fields: NAME,
  answers: { 200: adminGroupSchema },
  errors: ["not_found", "group_rejected", "conflict"],
  async handler({ body, params, actor }, auth) {
    await nameGroup(params["id"] ?? "", body.name, actor, auth);
    return groupAnswer(params["id"], auth);
  },
});

/** DELETE /admin/api/groups/:id */
export const deleteAdminGroup = adminRoute({
  method: "DELETE",
  path: "/admin/api/groups/:id",
  summary: "Delete a group; its members lose what it gave them",
  staff: { permission: "groups.delete", isFresh: true },
  takes: [],
  fields: NO_FIELDS,
  answers: { 204: null },
  errors: ["not_found"],
  async handler({ params, actor }, auth) {
    await removeGroup(params["id"] ?? "", actor, auth);
    return { status: 204 };
  },
});

/** PATCH /admin/api/groups/:id/permissions */
export const changeAdminGroupPermissions = adminRoute({
  method: "PATCH",
  path: "/admin/api/groups/:id/permissions",
  summary: "Give a group permissions and take them; nobody gives or takes what they do not have",
  staff: { permission: "groups.change", isFresh: true },
  takes: ["json"],
  fields: permissionFields(),
  answers: { 200: adminGroupSchema },
  errors: ["not_found"],
  async handler({ body, params, actor }, auth) {
    await changeGroupPermissions(params["id"] ?? "", changeOf(body), actor, auth);
    return groupAnswer(params["id"], auth);
  },
});

/** POST /admin/api/groups/:id/members. A group is a part of a user, as in Django: it takes the permission to change users. */
export const addAdminGroupMember = adminRoute({
  method: "POST",
  path: "/admin/api/groups/:id/members",
  summary: "Put a user into a group; nobody gives by it what they do not have",
  staff: { permission: "users.change", isFresh: true },
  takes: ["json"],
  fields: { userId: textField("The id of the user.", 64) },
  answers: { 200: adminGroupSchema },
  errors: ["not_found"],
  async handler({ body, params, actor }, auth) {
    const group = await requireGroup(auth.store.db, params["id"] ?? "");
    await actOnce(moveTo(group, true), body.userId, actor, auth);
    return groupAnswer(group.id, auth);
  },
});

/** DELETE /admin/api/groups/:id/members/:userId */
export const removeAdminGroupMember = adminRoute({
  method: "DELETE",
  path: "/admin/api/groups/:id/members/:userId",
  summary: "Take a user out of a group",
  staff: { permission: "users.change", isFresh: true },
  takes: [],
  fields: NO_FIELDS,
  answers: { 200: adminGroupSchema },
  errors: ["not_found"],
  async handler({ params, actor }, auth) {
    const group = await requireGroup(auth.store.db, params["id"] ?? "");
    await actOnce(moveTo(group, false), params["userId"] ?? "", actor, auth);
    return groupAnswer(group.id, auth);
  },
});

async function groupAnswer(id: string | undefined, auth: AuthContext): Promise<RouteResult> {
  return { status: 200, body: { group: await describeGroup(auth.store.db, id ?? "") } };
}
