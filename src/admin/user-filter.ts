import { type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from "kysely";
import { firstIdAt } from "../ids.ts";
import type { Database } from "../store/schema.ts";
import { canonicalUsername } from "../users/canonical.ts";
import type { UserRow } from "../users/user.ts";

/** Which users. Times are milliseconds since 1970; what is undefined asks nothing. */
export interface UserFilter {
  /** The beginning of a user name or an e-mail address, or a whole id. */
  readonly search?: string | undefined;
  readonly active?: boolean | undefined;
  readonly staff?: boolean | undefined;
  readonly superuser?: boolean | undefined;
  readonly locked?: boolean | undefined;
  /** The id of a group. */
  readonly group?: string | undefined;
  readonly hasSignedIn?: boolean | undefined;
  readonly lastSignInAfter?: number | undefined;
  readonly lastSignInBefore?: number | undefined;
  readonly createdAfter?: number | undefined;
  readonly createdBefore?: number | undefined;
}

export type UserQuery = SelectQueryBuilder<Database, "users", UserRow>;
export type Condition = RawBuilder<SqlBool>;

/** Everything from a prefix on to the last text that begins with it. */
export function beginsWith(column: "username_key" | "email_key", search: string): Condition {
  const prefix = canonicalUsername(search.trim());
  return sql`${sql.ref(column)} >= ${prefix} and ${sql.ref(column)} < ${`${prefix}\u{10ffff}`}`;
}

/** Flags as literals, so that an engine sees from the statement alone that a partial index will do. */
export const flagConditions = {
  superuser: (value: boolean): Condition => sql`is_superuser = ${sql.lit(value ? 1 : 0)}`,
  staff: (value: boolean): Condition => sql`is_staff = ${sql.lit(value ? 1 : 0)}`,
  active: (value: boolean): Condition => sql`is_active = ${sql.lit(value ? 1 : 0)}`,
};

export function createdConditions({ createdAfter, createdBefore }: UserFilter): Condition[] {
  return [
    ...(createdAfter === undefined ? [] : [sql<SqlBool>`id >= ${firstIdAt(createdAfter)}`]),
    ...(createdBefore === undefined ? [] : [sql<SqlBool>`id < ${firstIdAt(createdBefore)}`]),
  ];
}

export function signInConditions(filter: UserFilter): Condition[] {
  const { hasSignedIn, lastSignInAfter, lastSignInBefore } = filter;
  return [
    ...(hasSignedIn === undefined
      ? []
      : [sql<SqlBool>`last_login_at is ${sql.raw(hasSignedIn ? "not null" : "null")}`]),
    ...(lastSignInAfter === undefined ? [] : [sql<SqlBool>`last_login_at >= ${lastSignInAfter}`]),
    ...(lastSignInBefore === undefined ? [] : [sql<SqlBool>`last_login_at < ${lastSignInBefore}`]),
  ];
}

export function isMember(groupId: string): Condition {
  return sql`exists (select 1 from user_groups where user_groups.user_id = users.id and user_groups.group_id = ${groupId})`;
}

export function isAmong(ids: readonly string[], isWanted = true): Condition {
  if (ids.length === 0) return isWanted ? sql`1 = 0` : sql`1 = 1`;
  return sql`id ${sql.raw(isWanted ? "in" : "not in")} (${sql.join(ids)})`;
}
