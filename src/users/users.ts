import { AuthError } from "../errors.ts";
import { type EventSource, PROGRAM, recordEvent } from "../events/events.ts";
import { newId } from "../ids.ts";
import type { PasswordHasher } from "../passwords/hasher.ts";
import { passwordFaults, passwordProblems } from "../passwords/policy.ts";
import type { Settings } from "../settings/table.ts";
import { opaque, statement } from "../store/statement.ts";
import type { Db, Store } from "../store/store.ts";
import type { User } from "../user.ts";
import {
  canonicalEmail,
  canonicalUsername,
  emailProblem,
  personNameProblem,
  usernameProblem,
} from "./canonical.ts";
import { toUser, type UserRow } from "./user.ts";

export interface UserDeps {
  readonly store: Store;
  readonly settings: Settings;
  readonly hasher: PasswordHasher;
  readonly now: () => number;
  readonly random: (size: number) => Buffer;
}

/** What an account is made of. User name and address are kept as given, and unique in any spelling that is canonically the same. */
export interface NewUser {
  readonly username: string;
  readonly password: string;
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly isStaff?: boolean;
  readonly isSuperuser?: boolean;
}

/** How an account is made. */
export interface CreateUserOptions {
  readonly bypassPolicy?: boolean;
  readonly onlyIfFirst?: boolean;
  readonly source?: EventSource;
}

/** A user's row by user name or e-mail address, in any spelling that is canonically the same; null when there is none. */
export async function findUserByLogin(deps: Pick<UserDeps, "store">, login: string): Promise<UserRow | null> {
  const { rows } = await userByKeys(deps.store.db, {
    username: canonicalUsername(login),
    email: canonicalEmail(login),
  });
  return rows[0] ?? null;
}

const userByKeys = statement((db, { username, email }: { username: string; email: string }) =>
  db
    .selectFrom("users")
    .selectAll()
    .where((where) =>
      where.or([where("username_key", "=", opaque(username)), where("email_key", "=", opaque(email))]),
    ),
);

export async function findUserRow(db: Db, id: string): Promise<UserRow | null> {
  const { rows } = await userById(db, { id });
  return rows[0] ?? null;
}

const userById = statement((db, { id }: { id: string }) =>
  db.selectFrom("users").selectAll().where("id", "=", id),
);

export async function countUsers(db: Db): Promise<number> {
  const row = await db
    .selectFrom("users")
    .select((select) => select.fn.countAll<number>().as("count"))
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** What keeps these fields from becoming an account, as sentences; empty when nothing does. */
export function newUserProblems(user: NewUser, settings: Settings): { user: string[]; password: string[] } {
  return {
    user: [
      usernameProblem(user.username),
      emailProblem(user.email ?? ""),
      personNameProblem("first name", user.firstName ?? ""),
      personNameProblem("last name", user.lastName ?? ""),
    ].filter((problem) => problem !== null),
    password: passwordProblemsFor(user, user.password, settings),
  };
}

export function passwordProblemsFor(
  user: { readonly username: string; readonly email?: string },
  password: string,
  settings: Settings,
): string[] {
  return passwordProblems(password, {
    minLength: settings.minPasswordLength,
    userAttributes: [user.username, user.email ?? "", "wafer", new URL(settings.origin).hostname].filter(
      (text) => text !== "",
    ),
  });
}

/**
 * Makes an account. The name and the address are unique together: nobody can take another's address as a name.
 *
 * @param options.bypassPolicy accept a weak password, but none that could never work; for a terminal's user only
 * @param options.onlyIfFirst refuse when there is a user already, atomically
 * @param options.source who asks, for the event
 * @throws {AuthError} user_rejected, password_rejected, conflict, server_busy
 * @example const { id } = await createUser(auth, { username: "ada", password });
 */
export async function createUser(
  deps: UserDeps,
  user: NewUser,
  options: CreateUserOptions = {},
): Promise<User> {
  return toUser(await createUserRow(deps, user, options));
}

/** The same for who goes on with the row. It holds the hash of the password: never send it. */
export async function createUserRow(
  deps: UserDeps,
  user: NewUser,
  options: CreateUserOptions = {},
): Promise<UserRow> {
  const problems = newUserProblems(user, deps.settings);
  if (problems.user.length > 0) throw new AuthError("user_rejected", { reason: problems.user.join("; ") });
  const password = options.bypassPolicy === true ? passwordFaults(user.password) : problems.password;
  if (password.length > 0) throw new AuthError("password_rejected", { reason: password.join("; ") });
  const row = newRow(deps, user, await deps.hasher.hash(user.password));
  await deps.store.transaction(async (db) => {
    if (options.onlyIfFirst === true && (await countUsers(db)) > 0)
      throw new AuthError("conflict", { reason: "there is a user already" });
    const taken = await findTaken(db, row, row.id);
    if (taken !== null) throw new AuthError("conflict", { reason: taken.reason });
    await db.insertInto("users").values(row).execute();
    const after = { isStaff: row.is_staff === 1, isSuperuser: row.is_superuser === 1 };
    const event = { type: "user_created", outcome: "ok", userId: row.id, after } as const;
    await recordEvent(db, event, options.source ?? PROGRAM, row.created_at);
  });
  return row;
}

function newRow(deps: UserDeps, user: NewUser, passwordHash: string): UserRow {
  const now = deps.now();
  const email = (user.email ?? "").trim();
  return {
    id: newId(now, deps.random),
    username: user.username,
    username_key: canonicalUsername(user.username),
    email,
    email_key: email === "" ? null : canonicalEmail(email),
    first_name: user.firstName ?? "",
    last_name: user.lastName ?? "",
    password_hash: passwordHash,
    is_active: 1,
    is_staff: user.isStaff === true ? 1 : 0,
    is_superuser: user.isSuperuser === true ? 1 : 0,
    must_change_password: 0,
    password_changed_at: now,
    last_login_at: null,
    created_at: now,
    updated_at: now,
  };
}

/** Another user who has one of these, in canonical form, as a name or as an address; null when nobody has. */
export async function findHolder(
  db: Db,
  keys: readonly string[],
  exceptId: string,
): Promise<Pick<UserRow, "username_key" | "email_key"> | null> {
  const holder = await db
    .selectFrom("users")
    .select(["username_key", "email_key"])
    .where((where) => where.or([where("username_key", "in", keys), where("email_key", "in", keys)]))
    .where("id", "<>", exceptId)
    .executeTakeFirst();
  return holder ?? null;
}

/** Which of these is another's, and the words for it; null where both are free. */
export async function findTaken(
  db: Db,
  { username_key, email_key }: Partial<Pick<UserRow, "username_key" | "email_key">>,
  exceptId: string,
): Promise<{ readonly field: "username" | "email"; readonly reason: string } | null> {
  const keys = [username_key, email_key].filter((key) => key !== undefined && key !== null);
  const other = keys.length === 0 ? null : await findHolder(db, keys, exceptId);
  if (other === null) return null;
  return username_key !== undefined && [other.username_key, other.email_key].includes(username_key)
    ? { field: "username", reason: "that user name is already taken" }
    : { field: "email", reason: "that e-mail address is already taken" };
}
