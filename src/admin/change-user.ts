import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { recordEvent } from "../events/events.ts";
import type { Db } from "../store/store.ts";
import {
  canonicalEmail,
  canonicalUsername,
  emailProblem,
  personNameProblem,
  usernameProblem,
} from "../users/canonical.ts";
import { markRoles } from "../users/set-roles.ts";
import { toUser, type UserRow } from "../users/user.ts";
import { findTaken } from "../users/users.ts";
import { actOnUser, refuseOneself } from "./act-on-user.ts";
import type { Actor } from "./actor.ts";
import { requireSuperuser } from "./reach.ts";

/** What to change of a user; what is left out stays as it is. An empty text takes a name or an address away. */
export interface UserChange {
  readonly username?: string | undefined;
  readonly email?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly isStaff?: boolean | undefined;
  readonly isSuperuser?: boolean | undefined;
}

const NAMES = ["username", "email", "firstName", "lastName"] as const;
const ROLES = ["isStaff", "isSuperuser"] as const;
type Names = Readonly<Record<(typeof NAMES)[number], string>>;

/**
 * Changes a user's names, address and roles. Sessions go on; after a change of roles their access tokens are refreshed.
 *
 * @throws {AuthError} not_found, permission_denied, invalid_request, conflict
 */
export async function changeUser(
  change: UserChange,
  userId: string,
  actor: Actor,
  auth: AuthContext,
): Promise<void> {
  await actOnUser(auth, actor, userId, async (db, target) => {
    await changeNames(change, target, actor, auth, db);
    const { isStaff, isSuperuser } = change;
    const changed = ROLES.filter(
      (role) => change[role] !== undefined && change[role] !== toUser(target)[role],
    );
    if (changed.includes("isSuperuser")) requireSuperuser(actor);
    if (changed.length > 0) refuseOneself(actor, target.id);
    const roles = {
      ...(isStaff === undefined ? {} : { isStaff }),
      ...(isSuperuser === undefined ? {} : { isSuperuser }),
    };
    return { stale: (await markRoles(auth, db, target.id, roles, actor.source)) ?? [] };
  });
}

async function changeNames(
  change: UserChange,
  target: UserRow,
  actor: Actor,
  auth: AuthContext,
  db: Db,
): Promise<void> {
  const old = toUser(target);
  const names: Names = {
    username: change.username ?? old.username,
    email: change.email?.trim() ?? old.email,
    firstName: change.firstName?.trim() ?? old.firstName,
    lastName: change.lastName?.trim() ?? old.lastName,
  };
  const changed = NAMES.filter((name) => names[name] !== old[name]);
  if (changed.length === 0) return;
  refuseUnfit(names, changed);
  const keys = keysOf(names, changed);
  const taken = await findTaken(db, keys, target.id);
  if (taken !== null) throw new AuthError("conflict", taken);
  const now = auth.now();
  await db
    .updateTable("users")
    .set({ ...columnsOf(names), ...keys, updated_at: now })
    .where("id", "=", target.id)
    .execute();
  const pick = (from: Names) => Object.fromEntries(changed.map((name) => [name, from[name]]));
  const event = {
    type: "user_changed",
    outcome: "ok",
    userId: target.id,
    detail: changed.join(","),
    before: pick(old),
    after: pick(names),
  } as const;
  await recordEvent(db, event, actor.source, now);
}

function refuseUnfit(names: Names, changed: readonly (keyof Names)[]): void {
  const problems: Record<keyof Names, string | null> = {
    username: usernameProblem(names.username),
    email: emailProblem(names.email),
    firstName: personNameProblem("first name", names.firstName),
    lastName: personNameProblem("last name", names.lastName),
  };
  for (const field of changed) {
    const reason = problems[field];
    if (reason !== null) throw new AuthError("invalid_request", { reason, field });
  }
}

type Keys = Partial<Pick<UserRow, "username_key" | "email_key">>;

function keysOf({ username, email }: Names, changed: readonly (keyof Names)[]): Keys {
  return {
    ...(changed.includes("username") ? { username_key: canonicalUsername(username) } : {}),
    ...(changed.includes("email") ? { email_key: email === "" ? null : canonicalEmail(email) } : {}),
  };
}

function columnsOf({ username, email, firstName, lastName }: Names): Partial<UserRow> {
  return { username, email, first_name: firstName, last_name: lastName };
}
