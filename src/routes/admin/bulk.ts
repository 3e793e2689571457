import { admit, type Demand } from "../../admin/actor.ts";
import { actOnUsers, type BulkTarget } from "../../admin/bulk-users.ts";
import {
  activate,
  deactivate,
  forcePasswordChange,
  moveTo,
  remove,
  revokeSessions,
  type UserAct,
} from "../../admin/user-acts.ts";
import type { AuthContext } from "../../context.ts";
import { AuthError } from "../../errors.ts";
import { findGroup } from "../../groups/groups.ts";
import type { Permission } from "../../permissions.ts";
import { choiceField, filterField, listField, optionalField } from "../fields.ts";
import { objectValues } from "../query.ts";
import { adminRoute } from "./admin-route.ts";
import { bulkLineSchema } from "./schemas.ts";
import { NDJSON, ndjsonAnswer } from "./stream.ts";
import { USER_FILTER } from "./users.ts";

/** Each act, and the permission it takes beside seeing users. */
const ACTIONS = {
  activate: "users.change",
  deactivate: "users.change",
  delete: "users.delete",
  revoke_sessions: "sessions.delete",
  force_password_change: "users.change",
  add_to_group: "users.change",
  remove_from_group: "users.change",
} as const satisfies Record<string, Permission>;
type Action = keyof typeof ACTIONS;

/** As many ids as fit into a body. */
const MAX_IDS = 2000;

/** POST /admin/api/users/bulk (docs/decisions/0014) */
export const bulkUsers = adminRoute({
  method: "POST",
  path: "/admin/api/users/bulk",
  summary:
    "Do one act to many users: those of `ids`, or all that `filter` finds. The answer tells the result of each while it goes on; where it is cut off, what was done stays done, and the same call goes on",
  staff: { permission: "users.view", isFresh: true },
  takes: ["json"],
  fields: {
    action: choiceField("What to do.", Object.keys(ACTIONS) as Action[]),
    ids: listField("Ids of users.", { maxItems: MAX_IDS }),
    filter: filterField("Which users, in place of ids; of an empty one, all.", USER_FILTER),
    group: optionalField("The id of the group, of the two acts that name one.", 64),
  },
  streams: NDJSON,
  answers: { 200: bulkLineSchema },
  errors: ["not_found"],
  async handler({ body, request, identity }, auth) {
    const { action, ids, filter, group = "" } = body;
    const demand: Demand = { permission: ACTIONS[action], isFresh: false };
    const renew = () => admit(demand, identity, request, auth);
    await renew();
    const target = targetOf(ids, filter);
    const act = await actOf(action, group, auth);
    return ndjsonAnswer(actOnUsers(target, act, renew, auth), request, auth);
  },
});

function targetOf(ids: readonly string[] | undefined, filter: object | undefined): BulkTarget {
  if (ids !== undefined && filter === undefined) return { ids };
  if (filter !== undefined && ids === undefined) return { filter: objectValues(filter, USER_FILTER) };
  throw new AuthError("invalid_request", { reason: "give either ids or filter" });
}

async function actOf(action: Action, groupId: string, auth: AuthContext): Promise<UserAct> {
  const acts = {
    activate,
    deactivate,
    delete: remove,
    revoke_sessions: revokeSessions,
    force_password_change: forcePasswordChange,
  };
  const namesGroup = action === "add_to_group" || action === "remove_from_group";
  if (namesGroup !== (groupId !== ""))
    throw new AuthError("invalid_request", {
      reason: `group ${namesGroup ? "is missing" : "has no meaning here"}`,
    });
  if (!namesGroup) return acts[action];
  const group = await findGroup(auth, groupId);
  if (group === null) throw new AuthError("not_found");
  return moveTo(group, action === "add_to_group");
}
