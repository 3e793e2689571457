import { toIso } from "../time.ts";
import type { User } from "../user.ts";
import { toUser, type UserRow } from "../users/user.ts";

/** A user as the terminal shows it. Times are ISO 8601 in UTC. The password's hash is not part of it. */
export interface DescribedUser extends User {
  readonly isActive: boolean;
  readonly mustChangePassword: boolean;
  readonly createdAt: string;
  readonly lastLoginAt: string | null;
  readonly passwordChangedAt: string;
}

export function describeUser(row: UserRow): DescribedUser {
  return {
    ...toUser(row),
    isActive: row.is_active === 1,
    mustChangePassword: row.must_change_password === 1,
    createdAt: toIso(row.created_at),
    lastLoginAt: toIso(row.last_login_at),
    passwordChangedAt: toIso(row.password_changed_at),
  };
}
