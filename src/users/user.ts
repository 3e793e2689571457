import type { Selectable } from "kysely";
import type { UsersTable } from "../store/schema.ts";
import type { User } from "../user.ts";

export type UserRow = Selectable<UsersTable>;

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
