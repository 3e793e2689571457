/** Refusals that come in floods: they are written in batches, and only so many of them (refusals.ts). */
export const REFUSAL_TYPES = [
  "csrf_refused",
  "token_refused",
  "session_refused",
  "locked_out",
  "access_refused",
] as const;

export type RefusalType = (typeof REFUSAL_TYPES)[number];

/** What is written down, and kept for `eventRetention`, of who did what. Never a password, token or cookie (ASVS 16.2.5). */
export const EVENT_TYPES = [
  "sign_in",
  "sign_out",
  "refresh",
  "session_ended",
  "password_changed",
  "password_confirmed",
  "password_change_forced",
  "profile_changed",
  "email_changed",
  "user_created",
  "user_changed",
  "user_unlocked",
  "user_activated",
  "user_deactivated",
  "user_deleted",
  "roles_changed",
  "permissions_changed",
  "group_created",
  "group_changed",
  "group_deleted",
  "group_joined",
  "group_left",
  "key_created",
  "key_rotated",
  "key_retired",
  ...REFUSAL_TYPES,
  "trail_broken",
] as const;

export type EventType = (typeof EVENT_TYPES)[number];
