import { listUsers } from "../../admin/list-users.ts";
import { USER_SORTS } from "../../admin/user-plan.ts";
import { flagParameter, textParameter, timeParameter } from "../query.ts";
import { NO_FIELDS } from "../route.ts";
import { adminRoute } from "./admin-route.ts";
import { adminUsersSchema } from "./schemas.ts";

/** What users can be filtered by, together. */
export const USER_FILTER = {
  search: textParameter(
    "The beginning of a user name or an e-mail address, or a whole id. Names come first, then addresses; no `sort` with it.",
    254,
  ),
  active: flagParameter("Whether they may sign in."),
  staff: flagParameter("Whether they may enter the admin."),
  superuser: flagParameter("Whether they may do everything."),
  locked: flagParameter("Whether attempts to sign in are refused now. Of the locked, the 1000 last."),
  group: textParameter("The id of a group they are in.", 64),
  hasSignedIn: flagParameter("Whether they ever signed in."),
  lastSignInAfter: timeParameter("Signed in last at that time or later."),
  lastSignInBefore: timeParameter("Signed in last before that time."),
  createdAfter: timeParameter("Created at that time or later."),
  createdBefore: timeParameter("Created before that time."),
} as const;

/** GET /admin/api/users */
export const adminUsers = adminRoute({
  method: "GET",
  path: "/admin/api/users",
  summary: "Users, a page at a time",
  staff: { permission: "users.view", isFresh: false },
  takes: [],
  fields: NO_FIELDS,
  query: {
    ...USER_FILTER,
    sort: {
      type: "string",
      enum: USER_SORTS,
      description:
        "With `-` descending. When left out `created` with `group` or a time of creation, `lastSignIn` with what asks for that, else `username`. Who has no address, or never signed in, comes last either way.",
    },
    after: textParameter(
      "The `next` of the page before. A page may hold fewer users than `limit`, even none, and have a `next` all the same: where few of many match it has looked at 10,000 so far.",
      1000,
    ),
    limit: { type: "integer", minimum: 1, maximum: 200, default: 50, description: "How many at most." },
  },
  answers: { 200: adminUsersSchema },
  errors: [],
  async handler({ query }, auth) {
    const { sort, after, limit, ...filter } = query;
    return { status: 200, body: await listUsers(filter, { sort, after, limit }, auth) };
  },
});
