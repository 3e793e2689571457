import type { Identity } from "./authenticate.ts";
import { confirmPassword } from "./confirm-password.ts";
import type { AuthContext } from "./context.ts";
import { findCurrentSession } from "./current-session.ts";
import { AuthError } from "./errors.ts";
import { type NewEvent, recordEvent, recordEvents, sourceOf } from "./events/events.ts";
import type { UserSession } from "./issue-tokens.ts";
import type { AuthRequest } from "./request/request.ts";
import { findSession, isLive, type SessionRow } from "./sessions/session.ts";
import type { Db } from "./store/store.ts";
import type { User } from "./user.ts";
import { canonicalEmail, emailProblem, personNameProblem } from "./users/canonical.ts";
import { toUser, type UserRow } from "./users/user.ts";
import { findHolder } from "./users/users.ts";

/** What to change of a profile; what is left out stays as it is. An empty text takes a name or an address away. */
export interface ProfileChange {
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly email?: string | undefined;
  /** Needed where the address changes. */
  readonly currentPassword?: string | undefined;
}

const FIELDS = ["firstName", "lastName", "email"] as const;
type Field = (typeof FIELDS)[number];
type Profile = Pick<User, Field>;

/**
 * Changes the name or the e-mail address of who is signed in. One signs in with the address, so it takes the password
 * (ASVS 7.5.1); an address that somebody else has counts as a failed attempt, so that nobody can try out who has an
 * account (docs/decisions/0012).
 *
 * @returns the user as they are now
 * @throws {AuthError} invalid_request, reauth_required, wrong_password, conflict, too_many_logins, server_busy,
 * session_ended
 * @example await changeProfile({ firstName: "Ada" }, identity, request, auth);
 */
export async function changeProfile(
  change: ProfileChange,
  identity: Identity,
  request: AuthRequest,
  auth: AuthContext,
): Promise<UserRow> {
  const current = await findCurrentSession(identity, auth);
  if (current === null) throw new AuthError("session_ended", {}, { logReason: "user or session gone" });
  const old = toUser(current.user);
  const profile = {
    firstName: change.firstName?.trim() ?? old.firstName,
    lastName: change.lastName?.trim() ?? old.lastName,
    email: change.email?.trim() ?? old.email,
  };
  const changed = FIELDS.filter((field) => profile[field] !== old[field]);
  if (changed.length === 0) return current.user;
  refuseUnfit(profile, changed);
  if (!changed.includes("email")) return keepChange(current, profile, changed, request, auth);
  const password = change.currentPassword ?? "";
  if (password === "") throw new AuthError("reauth_required");
  const attempt = await confirmPassword(current, password, "email_changed", request, auth);
  const user = await keepAddress(current, profile, changed, request, auth);
  attempt.succeeded();
  return user;
}

function refuseUnfit(profile: Profile, changed: readonly Field[]): void {
  const problems: Record<Field, string | null> = {
    firstName: personNameProblem("first name", profile.firstName),
    lastName: personNameProblem("last name", profile.lastName),
    email: emailProblem(profile.email),
  };
  for (const field of changed) {
    const reason = problems[field];
    if (reason !== null) throw new AuthError("invalid_request", { reason, field });
  }
}

async function keepAddress(...change: Parameters<typeof keepChange>): Promise<UserRow> {
  try {
    return await keepChange(...change);
  } catch (error) {
    if (error instanceof AuthError && error.code === "conflict") {
      const [{ user, session }, , , request, auth] = change;
      const event = {
        type: "email_changed",
        outcome: error.code,
        userId: user.id,
        sessionId: session.id,
      } as const;
      await recordEvent(auth.store.db, event, sourceOf(request), auth.now());
    }
    throw error;
  }
}

/** All of it or nothing: the columns that change, and their events. */
async function keepChange(
  { user, session }: UserSession,
  profile: Profile,
  changed: readonly Field[],
  request: AuthRequest,
  auth: AuthContext,
): Promise<UserRow> {
  const now = auth.now();
  return auth.store.transaction(async (db) => {
    // A password that was changed while the old one was checked has ended this session.
    const live = await findSession(db, session.id);
    if (live === null || !isLive(live, now)) throw new AuthError("session_ended");
    const columns = await columnsOf(profile, changed, user.id, db);
    const kept = await db
      .updateTable("users")
      .set({ ...columns, updated_at: now })
      .where("id", "=", user.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const events = eventsOf(changed, live).map((event) => ({ event, source: sourceOf(request) }));
    await recordEvents(db, events, now);
    return kept;
  });
}

type Columns = Partial<Pick<UserRow, "first_name" | "last_name" | "email" | "email_key">>;

/** Only what changes, so that two tabs that change different fields do not undo each other. */
async function columnsOf(
  { firstName, lastName, email }: Profile,
  changed: readonly Field[],
  userId: string,
  db: Db,
): Promise<Columns> {
  const names: Columns = {
    ...(changed.includes("firstName") ? { first_name: firstName } : {}),
    ...(changed.includes("lastName") ? { last_name: lastName } : {}),
  };
  if (!changed.includes("email")) return names;
  if (email === "") return { ...names, email, email_key: null };
  const emailKey = canonicalEmail(email);
  // Not whose it is, nor whether it is an address or a name there.
  if ((await findHolder(db, [emailKey], userId)) !== null)
    throw new AuthError("conflict", { reason: "that e-mail address cannot be used", field: "email" });
  return { ...names, email, email_key: emailKey };
}

/** Names of fields, never what was typed into them. */
function eventsOf(changed: readonly Field[], { id, user_id }: SessionRow): NewEvent[] {
  const whose = { outcome: "ok", userId: user_id, sessionId: id };
  const names = changed.filter((field) => field !== "email");
  return [
    ...(names.length === 0 ? [] : [{ type: "profile_changed", ...whose, detail: names.join(",") } as const]),
    ...(changed.includes("email") ? [{ type: "email_changed", ...whose, detail: "email" } as const] : []),
  ];
}
