import { sql } from "kysely";
import type { AuthContext } from "../context.ts";
import { idRangeOf } from "../events/id-range.ts";
import { accountOf, byAddress, bySession } from "../sign-in.ts";
import type { UserRow } from "../users/user.ts";

type LockParts = Pick<AuthContext, "store" | "settings" | "throttle" | "now">;
type Names = Pick<UserRow, "username_key" | "email_key">;

/** Locked accounts that a list knows of at most, those locked last. */
const MAX_LOCKED = 1000;

/** Sessions of a user whose devices are let try anew, the newest; older ones have a count that ended long ago. */
const MAX_DEVICES = 100;

/**
 * Until when attempts of strangers to sign in as this user are refused, in milliseconds since 1970; null when they are
 * not. A device that the user signed in from before has a count of its own, and may get in all the while.
 */
export function lockedUntil(user: Names, { throttle }: Pick<AuthContext, "throttle">): number | null {
  const ends = accountsOf(user).flatMap((account) => throttle.lockedUntil(account) ?? []);
  return ends.length === 0 ? null : Math.max(...ends);
}

/** The ids of the users whose accounts are locked now. Each lock left an event; the counts tell which of them last. */
export async function lockedUserIds({
  store,
  settings,
  throttle,
  now,
}: LockParts): Promise<readonly string[]> {
  const since = now() - settings.loginAttemptWindow * 1000;
  const { from } = await idRangeOf(store.db, { from: since });
  const candidates = store.db
    .selectFrom("events")
    .select("user_id")
    // Both as literals, so that an engine sees from the statement alone that the partial index will do.
    .where("outcome", "<>", sql.lit("ok"))
    .where("outcome", "=", sql.lit("too_many_attempts"))
    .where("id", ">=", from)
    .where("at", ">=", since)
    .where("user_id", "is not", null)
    .orderBy("id", "desc")
    .limit(MAX_LOCKED);
  const users = await store.db
    .selectFrom("users")
    .select(["id", "username_key", "email_key"])
    .where("id", "in", candidates as never)
    .execute();
  return users.filter((user) => lockedUntil(user, { throttle }) !== null).map(({ id }) => id);
}

/** Lets strangers and the user's devices try anew, to sign in and to confirm the password. */
export async function resetCounts(user: UserRow, { store, throttle }: LockParts): Promise<void> {
  const sessions = await store.db
    .selectFrom("sessions")
    .select(["id", "ip"])
    .where("user_id", "=", user.id)
    .orderBy("id", "desc")
    .limit(MAX_DEVICES)
    .execute();
  const devices = sessions.flatMap(({ id, ip }) => [bySession(id), byAddress(ip)]);
  for (const account of [...accountsOf(user), user.id]) throttle.unlock(account, [...new Set(devices)]);
}

function accountsOf({ username_key, email_key }: Names): string[] {
  return [username_key, ...(email_key === null ? [] : [email_key])].map(accountOf);
}
