import type { Generated } from "kysely";

/** Times are milliseconds since 1970 (UTC); flags are 0 or 1, so that every engine stores the same. */
export interface Database {
  users: UsersTable;
  sessions: SessionsTable;
  events: EventsTable;
  event_chains: EventChainsTable;
  keys: KeysTable;
  groups: GroupsTable;
  user_groups: UserGroupsTable;
  user_permissions: UserPermissionsTable;
  group_permissions: GroupPermissionsTable;
  event_hours: EventHoursTable;
  event_hours_state: EventHoursStateTable;
  last_flush: LastFlushTable;
}

export interface UsersTable {
  id: string;
  username: string;
  /** The user name in canonical form (NFKC, lower case): unique. */
  username_key: string;
  email: string;
  /** The e-mail address in canonical form, or null where there is none: unique. */
  email_key: string | null;
  first_name: string;
  last_name: string;
  password_hash: string;
  is_active: number;
  is_staff: number;
  is_superuser: number;
  /** 1: a session they sign in to may do nothing but choose a new password. */
  must_change_password: number;
  password_changed_at: number;
  last_login_at: number | null;
  created_at: number;
  updated_at: number;
}

/** One sign-in on one device, one row, for its whole life. No token is stored. */
export interface SessionsTable {
  id: string;
  user_id: string;
  generation: number;
  rotated_at: number;
  seen_generation: number;
  seen_at: number | null;
  created_at: number;
  last_used_at: number;
  idle_expires_at: number;
  expires_at: number;
  revoked_at: number | null;
  revoke_reason: string | null;
  /** Grows when what access tokens say of the user becomes old: those of an older version must be refreshed. */
  version: number;
  /** When it grew last. */
  stale_at: number | null;
  user_agent: string;
  ip: string;
  device_key: string | null;
  device_challenge: string | null;
  /** When the password was proved last in this session. */
  authenticated_at: number;
  /** 1: it may do nothing but choose a new password. */
  must_change_password: number;
}

export interface EventsTable {
  id: Generated<number>;
  at: number;
  type: string;
  /** "ok" or the reason of the refusal. */
  outcome: string;
  user_id: string | null;
  session_id: string | null;
  ip: string;
  user_agent: string;
  request_id: string | null;
  /** What of it, in names of our own: of a changed profile the fields, separated by commas. Never what was typed. */
  detail: string | null;
  /** Who did it, where that is not the user it befell. */
  actor_id: string | null;
  /** JSON: what an act changed, as it was. Never a secret. */
  before: string | null;
  /** JSON: the same, as it is since. */
  after: string | null;
  /** The chain it is sealed in. The three are null until it is, which is a second or so. */
  chain: number | null;
  /** Its place in that chain, from 1. */
  position: number | null;
  /** A MAC of the hash before it and of all else in the row (docs/decisions/0013). */
  hash: string | null;
}

/**
 * The chains of sealed events, one for each run of a server. Row 0 is the list of them: its positions are numbers, and its
 * `first_hash` is the id from which on none may be left out ("" where an earlier version wrote it).
 */
export interface EventChainsTable {
  number: number;
  /** Who makes it longer. */
  owner: string;
  started_at: number;
  /** The first row that is kept, and the hash of the one before it. */
  first_position: number;
  first_hash: string;
  /** The last row there is, and its hash. */
  last_position: number;
  last_hash: string;
  /** A MAC of all this. */
  mac: string;
}

/** The pairs that sign access tokens, under an asymmetric algorithm. */
export interface KeysTable {
  /** The kid: it follows from the key. */
  id: string;
  algorithm: string;
  /** "next" (published, signs nothing yet), "active" (signs; one of each algorithm) or "retired" (accepted until `ends_at`). */
  status: string;
  /** What JWKS shows, for the eye: servers derive it from the private key, which the database cannot forge. */
  public_jwk: string;
  /** Encrypted under the secret; null once nothing needs it any more. */
  private_key: string | null;
  created_at: number;
  activated_at: number | null;
  retired_at: number | null;
  /** When tokens of a retired key are no longer accepted. */
  ends_at: number | null;
}

export interface GroupsTable {
  id: string;
  name: string;
  /** The name in canonical form (NFKC, lower case): unique. */
  name_key: string;
  created_at: number;
  updated_at: number;
}

export interface UserGroupsTable {
  user_id: string;
  group_id: string;
}

/** A permission (src/permissions.ts) given to one user. One that this version does not know has no effect. */
export interface UserPermissionsTable {
  user_id: string;
  permission: string;
}

/** A permission given to every member of a group. */
export interface GroupPermissionsTable {
  group_id: string;
  permission: string;
}

/** Events counted by the hour, for charts: they outlive the events. */
export interface EventHoursTable {
  type: string;
  /** When the hour begins. */
  hour: number;
  outcome: string;
  count: number;
}

/** One row: the last event that was counted. */
export interface EventHoursStateTable {
  last_event_id: number;
}

/** One row, after the first flush. */
export interface LastFlushTable {
  id: number;
  /** When it began. */
  at: number;
  /** Rows that it deleted. */
  sessions: number;
  events: number;
}
