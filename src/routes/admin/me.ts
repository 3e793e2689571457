import { freshnessOf } from "../../admin/actor.ts";
import { PERMISSIONS } from "../../permissions.ts";
import { toSession } from "../../sessions/session.ts";
import { toUser } from "../../users/user.ts";
import { NO_FIELDS } from "../route.ts";
import { adminRoute } from "./admin-route.ts";
import { adminMeSchema } from "./schemas.ts";

/** GET /admin/api/me */
export const adminMe = adminRoute({
  method: "GET",
  path: "/admin/api/me",
  summary: "Who acts in the admin, what they may do, and until when their proof of the password counts",
  staff: { permission: null, isFresh: false },
  takes: [],
  fields: NO_FIELDS,
  answers: { 200: adminMeSchema },
  errors: [],
  async handler({ actor }, auth) {
    const { user, session, permissions } = actor;
    return {
      status: 200,
      body: {
        user: toUser(user),
        session: toSession(session),
        permissions: PERMISSIONS.filter((permission) => permissions.has(permission)),
        ...freshnessOf(session, auth),
      },
    };
  },
});
