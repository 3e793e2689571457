import type { Selectable } from "kysely";
import type { UsersTable } from "../store/schema.ts";

export type UserRow = Selectable<UsersTable>;

/** A user as answers show it: nothing secret, nothing internal. */
export interface User {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
}

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    isStaff: row.is_staff === 1,
    isSuperuser: row.is_superuser === 1,
  };
}
