import { sql } from "kysely";
import type { AuthContext } from "./context.ts";
import { readCookie } from "./cookies/read-cookie.ts";
import { AuthError } from "./errors.ts";
import { type NewEvent, recordEvent, sourceOf } from "./events/events.ts";
import { groupsForClaims, issueFirstTokens, type SignedIn } from "./issue-tokens.ts";
import { addressKey, UNKNOWN_ADDRESS } from "./request/client-address.ts";
import type { AuthRequest } from "./request/request.ts";
import { makeRoom } from "./sessions/limit.ts";
import { startSession } from "./sessions/session.ts";
import type { Settings } from "./settings/table.ts";
import { opaque, statement } from "./store/statement.ts";
import { type Attempt, type CountedAttempt, LOCKED } from "./throttle/throttle.ts";
import { canonicalUsername } from "./users/canonical.ts";
import { mayBeSignedIn } from "./users/may-be-signed-in.ts";
import type { UserRow } from "./users/user.ts";
import { findUserByLogin } from "./users/users.ts";

export interface Credentials {
  /** A user name or an e-mail address. */
  readonly username: string;
  readonly password: string;
}

/**
 * Checks a name and a password and starts a session. An unknown name, a wrong password and an inactive user cost the
 * same work and get the same answer (ASVS 6.3.8).
 *
 * @throws {AuthError} bad_credentials, too_many_logins, too_many_sessions, server_busy
 */
export async function signIn(
  credentials: Credentials,
  request: AuthRequest,
  auth: AuthContext,
): Promise<SignedIn> {
  const signedIn = await trySignIn(credentials, request, auth);
  if (signedIn !== null) return signedIn;
  // What changed may be the hash alone, which another sign-in of that moment made anew: a second look tells.
  const again = await trySignIn(credentials, request, auth);
  if (again === null)
    throw new AuthError("server_busy", { retryAfter: 1 }, { logReason: "changed_meanwhile" });
  return again;
}

/** @returns null where the user changed while the password was checked */
async function trySignIn(
  credentials: Credentials,
  request: AuthRequest,
  auth: AuthContext,
): Promise<SignedIn | null> {
  const login = credentials.username.trim();
  const user = await findUserByLogin(auth, login);
  const attempt = await takeAttempt(user, login, request, auth);
  const matches = await verifyCounted(attempt, credentials.password, user?.password_hash ?? null, auth);
  const refusal = refusalOf(user, matches, auth.settings);
  if (user === null || refusal !== null) {
    const event = { type: "sign_in", outcome: refusal ?? "unknown_user", userId: user?.id ?? null } as const;
    await recordEvent(auth.store.db, event, sourceOf(request), auth.now());
    throw new AuthError("bad_credentials", {}, { logReason: event.outcome });
  }
  attempt.succeeded();
  const passwordHash = await freshHash(user, credentials.password, auth);
  try {
    return await keepSignIn(user, passwordHash, request, auth);
  } catch (error) {
    if (error === CHANGED) return null;
    if (error instanceof AuthError && error.code === "too_many_sessions") {
      const event = { type: "sign_in", outcome: error.code, userId: user.id } as const;
      await recordEvent(auth.store.db, event, sourceOf(request), auth.now());
    }
    throw error;
  }
}

/** Ends the transaction of a sign-in that came too late. */
const CHANGED = new Error("the user changed while the password was checked");

/**
 * All of it or nothing: the hash, the end of sessions past the limit, and the new one.
 *
 * @throws {AuthError} too_many_sessions; {@link CHANGED}
 */
async function keepSignIn(
  user: UserRow,
  passwordHash: string,
  request: AuthRequest,
  auth: AuthContext,
): Promise<SignedIn> {
  const source = sourceOf(request);
  const now = auth.now();
  const { signedIn, ended } = await auth.store.transaction(async (db) => {
    const { rows } = await activeUser(db, { id: user.id, verified: user.password_hash });
    const [kept] = rows;
    if (kept === undefined || !mayBeSignedIn(kept, auth.settings)) throw CHANGED;
    if (passwordHash !== kept.password_hash) await keepHash(db, { id: user.id, passwordHash });
    const ended = await makeRoom(auth, db, user.id, source);
    const started = await startSession(auth, db, user.id, source, kept.must_change_password);
    const groups = await groupsForClaims(db, user.id, auth.settings);
    // Of the user as they are now: the session is newer than what would make its tokens stale.
    const tokens = issueFirstTokens({ user: kept, session: started, groups }, auth);
    await recordEvent(
      db,
      { type: "sign_in", outcome: "ok", userId: user.id, sessionId: started.id },
      source,
      now,
    );
    return { signedIn: { user: kept, session: started, tokens }, ended };
  });
  auth.revocations.add(ended, now);
  if (auth.settings.updateLastLogin) auth.lastSignIns.set(user.id, now);
  return signedIn;
}

/** The user, if the hash is still the one that the password was verified with. */
const activeUser = statement((db, { id, verified }: { id: string; verified: string }) =>
  db
    .selectFrom("users")
    .selectAll()
    .where("id", "=", id)
    .where("password_hash", "=", verified)
    .where("is_active", "=", 1),
);

const keepHash = statement((db, { id, passwordHash }: { id: string; passwordHash: string }) =>
  db.updateTable("users").set({ password_hash: passwordHash }).where("id", "=", id),
);

/** The account that the throttle counts attempts on a name or an address under, in its canonical form. */
export function accountOf(login: string): string {
  return `login ${login}`;
}

/**
 * Counts the attempt, under the name as it was typed, whether there is such a user or not: counts shared by a user's
 * name and address would tell who exists.
 */
async function takeAttempt(
  user: UserRow | null,
  login: string,
  request: AuthRequest,
  auth: AuthContext,
): Promise<CountedAttempt> {
  const account = accountOf(canonicalUsername(login));
  const attempt = { account, ip: request.ip, knownBy: await recogniseDevice(user, request, auth) };
  return countAttempt(attempt, { type: "sign_in", userId: user?.id ?? null }, request, auth);
}

/**
 * Counts an attempt at a password before it is checked. The beginning of a lock leaves an event of the act; one for each
 * refusal would fill the table.
 *
 * @throws {AuthError} too_many_logins
 */
export async function countAttempt(
  attempt: Attempt,
  act: Omit<NewEvent, "outcome">,
  request: AuthRequest,
  auth: AuthContext,
): Promise<CountedAttempt> {
  try {
    return auth.throttle.take(attempt);
  } catch (error) {
    if (error instanceof AuthError && error.logReason === LOCKED) {
      const event = { ...act, outcome: "too_many_attempts" };
      await recordEvent(auth.store.db, event, sourceOf(request), auth.now());
    }
    throw error;
  }
}

/** Verifies a password; when the server is too busy to, the attempt is not held against the account. */
export async function verifyCounted(
  attempt: CountedAttempt,
  password: string,
  storedHash: string | null,
  auth: AuthContext,
): Promise<boolean> {
  try {
    return await auth.hasher.verify(password, storedHash);
  } catch (error) {
    attempt.undo();
    throw error;
  }
}

function refusalOf(user: UserRow | null, matches: boolean, settings: Settings): string | null {
  if (user === null) return "unknown_user";
  if (!matches) return "wrong_password";
  if (user.is_active !== 1) return "inactive_user";
  return mayBeSignedIn(user, settings) ? null : "refused_by_rule";
}

/** The stored hash, or a new one where the parameters have been raised since. */
async function freshHash(user: UserRow, password: string, auth: AuthContext): Promise<string> {
  return auth.hasher.needsRehash(user.password_hash) ? auth.hasher.hash(password) : user.password_hash;
}

/** What a device is known by that holds a cookie of a session. */
export function bySession(sessionId: string): string {
  return `session ${sessionId}`;
}

/** What a device is known by that comes from where a session came from. */
export function byAddress(ip: string): string {
  return `address ${addressKey(ip)}`;
}

/**
 * What a device is known by: the refresh cookie of an earlier sign-in of this user, however old, or an address the
 * user signed in from before. Asked for unknown users too, so that they take as long.
 */
async function recogniseDevice(
  user: UserRow | null,
  request: AuthRequest,
  auth: AuthContext,
): Promise<string | null> {
  const { rows: earlier } = await latestAddresses(auth.store.db, { userId: user?.id ?? "" });
  const cookie = readCookie(request.header("cookie"), auth.cookieNames.refresh);
  const proof = auth.tokens.verify("refresh", cookie.kind === "one" ? cookie.value : "");
  const claims = proof.ok ? proof.claims : proof.expired;
  const address = addressKey(request.ip);
  if (user === null) return null;
  if (claims?.user_id === user.id) return bySession(claims.sid);
  if (address === UNKNOWN_ADDRESS) return null;
  return earlier.some(({ ip }) => addressKey(ip) === address) ? byAddress(request.ip) : null;
}

const latestAddresses = statement((db, { userId }: { userId: string }) =>
  db
    .selectFrom("sessions")
    .select("ip")
    .where("user_id", "=", opaque(userId))
    .orderBy("id", "desc")
    .limit(sql.lit(20)),
);
