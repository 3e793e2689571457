import { sql } from "kysely";
import type { AuthContext } from "../context.ts";
import { groupsOf } from "../groups/members.ts";
import { givenTo, permissionsOfRow } from "../groups/permissions.ts";
import { PERMISSIONS, type Permission } from "../permissions.ts";
import type { Db } from "../store/store.ts";
import { toIso } from "../time.ts";
import type { User } from "../user.ts";
import { toUser, type UserRow } from "../users/user.ts";
import { lockedUntil } from "./locks.ts";

/** A user as the admin lists them. Times are ISO 8601 in UTC. */
export interface AdminUser extends User {
  readonly isActive: boolean;
  /** Whether attempts of strangers to sign in as this user are refused now. */
  readonly isLocked: boolean;
  /** Whether they must choose a new password when they sign in next. */
  readonly mustChangePassword: boolean;
  readonly createdAt: string;
  readonly lastSignInAt: string | null;
  /** Live sessions, counted up to {@link MAX_OPEN}. */
  readonly openSessions: number;
}

/** The same with what only one user's page shows. */
export interface AdminUserDetail extends AdminUser {
  readonly updatedAt: string;
  readonly passwordChangedAt: string;
  readonly lockedUntil: string | null;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  /** Given to the user, and what they may do in all now. */
  readonly ownPermissions: readonly Permission[];
  readonly permissions: readonly Permission[];
}

/** Sessions of a user counted at most. */
const MAX_OPEN = 1000;

export async function toAdminUsers(
  rows: readonly UserRow[],
  auth: AuthContext,
): Promise<readonly AdminUser[]> {
  const open = await openSessions(auth.store.db, rows, auth.now());
  return rows.map((row) => ({
    ...toUser(row),
    isActive: row.is_active === 1,
    isLocked: lockedUntil(row, auth) !== null,
    mustChangePassword: row.must_change_password === 1,
    createdAt: toIso(row.created_at),
    lastSignInAt: toIso(row.last_login_at),
    openSessions: open.get(row.id) ?? 0,
  }));
}

export async function toAdminUserDetail(row: UserRow, auth: AuthContext): Promise<AdminUserDetail> {
  const { db } = auth.store;
  const [user] = await toAdminUsers([row], auth);
  if (user === undefined) throw new Error("a user became none");
  const until = lockedUntil(row, auth);
  const permissions = await permissionsOfRow(db, row);
  return {
    ...user,
    updatedAt: toIso(row.updated_at),
    passwordChangedAt: toIso(row.password_changed_at),
    lockedUntil: toIso(until),
    groups: await groupsOf(db, row.id),
    ownPermissions: await givenTo(db, { userId: row.id }),
    permissions: PERMISSIONS.filter((permission) => permissions.has(permission)),
  };
}

async function openSessions(db: Db, users: readonly UserRow[], now: number): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { id } of users) {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from (
        select 1 from sessions where user_id = ${id} and revoked_at is null
          and idle_expires_at > ${now} and expires_at > ${now} limit ${MAX_OPEN}
      ) as live`.execute(db);
    counts.set(id, Number(rows[0]?.count ?? 0));
  }
  return counts;
}
