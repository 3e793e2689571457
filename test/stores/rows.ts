import type { Insertable, Selectable } from "kysely";
import type { EventsTable, SessionsTable, UsersTable } from "../../src/store/schema.ts";

/** A time in milliseconds that needs more than 32 bits. */
export const TIME = 1_900_000_000_123;

/** A complete user named `id`; `values` replace what a test is about. */
export function userRow(id: string, values: Partial<UsersTable> = {}): Selectable<UsersTable> {
  return {
    id,
    username: id,
    username_key: id.toLowerCase(),
    email: `${id}@example.com`,
    email_key: `${id}@example.com`,
    first_name: "Ada",
    last_name: "Lovelace",
    password_hash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA",
    is_active: 1,
    is_staff: 0,
    is_superuser: 0,
    must_change_password: 0,
    password_changed_at: TIME,
    last_login_at: null,
    created_at: TIME,
    updated_at: TIME,
    ...values,
  };
}

export function sessionRow(
  id: string,
  userId: string,
  values: Partial<SessionsTable> = {},
): Selectable<SessionsTable> {
  return {
    id,
    user_id: userId,
    generation: 0,
    rotated_at: TIME,
    seen_generation: 0,
    seen_at: null,
    created_at: TIME,
    last_used_at: TIME,
    idle_expires_at: TIME + 86_400_000,
    expires_at: TIME + 2_592_000_000,
    revoked_at: null,
    revoke_reason: null,
    version: 0,
    stale_at: null,
    user_agent: "Mozilla/5.0",
    ip: "2001:db8::1",
    device_key: null,
    device_challenge: null,
    authenticated_at: TIME,
    must_change_password: 0,
    ...values,
  };
}

export function eventRow(values: Partial<Insertable<EventsTable>> = {}): Insertable<EventsTable> {
  return {
    at: TIME,
    type: "login",
    outcome: "ok",
    user_id: null,
    session_id: null,
    ip: "192.0.2.1",
    user_agent: "Mozilla/5.0",
    request_id: null,
    detail: null,
    actor_id: null,
    before: null,
    after: null,
    chain: null,
    position: null,
    hash: null,
    ...values,
  };
}
