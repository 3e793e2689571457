import type { EndReason } from "../../sessions/end-reasons.ts";

/** Each reason a session may end for has its words; a sign-out is an event of its own. */
type EndMessages = Record<
  `event_session_ended_${Exclude<EndReason, "sign_out" | "sign_out_everywhere">}`,
  string
>;

/**
 * Every word of the pages, in one flat table. Refusals are keyed by their code in src/errors.ts, and say it to the
 * person at the keyboard, where that table speaks to who wrote the client. `{name}` is filled in.
 */
export const MESSAGES = {
  invalid_request: "The form does not fit: {reason}.",
  wrong_password: "The current password is wrong. Nothing was changed.",
  password_rejected: "The new password cannot be used: {reason}.",
  user_rejected: "The account cannot be created: {reason}.",
  password_change_required:
    "Choose a new password to go on: whoever runs this server asks you to. Until then you can do nothing else here.",
  bad_credentials: "The user name or the password is wrong.",
  not_authenticated: "You were signed out, so nothing was changed. Sign in again.",
  token_invalid: "You were signed out, so nothing was changed. Sign in again.",
  session_ended: "Your session has ended, so nothing was changed. Sign in again.",
  csrf_failed: "This page was out of date, or another site sent the form. Nothing was changed. Try again.",
  reauth_required: "Nothing was changed: a new e-mail address takes your password.",
  conflict: "Nothing was changed: {reason}.",
  too_many_sessions:
    "This account is signed in on {limit} devices, the most it may. Sign out on one of them, then try again here.",
  not_found: "Nothing is at this address. Perhaps it is misspelt, or the page is gone.",
  unsupported_media_type: "The form came in a form this page does not take.",
  too_many_logins: "Too many attempts. Try again in {wait}.",
  server_busy: "The server is busy. Try again in {wait}.",
  store_unavailable: "The server cannot read its data right now. Try again in {wait}.",
  internal_error: "Something failed on the server. Whoever runs it finds the details in its log.",

  error: "Something is wrong",
  load_again: "Load the page again",
  no_page: "There is no such page",
  to_home: "Go to the start page",

  unknown_time: "at an unknown time",

  sign_in: "Sign in",
  username_or_email: "User name or e-mail address",
  username: "User name",
  email: "E-mail address",
  optional: "optional",
  password: "Password",
  show: "Show",
  hide: "Hide",
  show_password: "Show password",
  hide_password: "Hide password",
  caps_lock: "Caps Lock is on.",
  countdown: "{wait} left",
  try_again_now: "You can try again now.",

  no_users: "No users yet",
  no_users_intro: "Nobody can sign in before there is a first user. Whoever runs this server creates it:",
  no_users_link: "with the one-time link that the server printed in its terminal when it started, or",
  no_users_command: "with this command in the project’s folder:",
  no_users_done: "Done? Load this page again",

  notice_signed_out: "You are signed out.",
  notice_signed_out_everywhere: "You are signed out on all devices.",
  notice_session_ended: "Your session has ended. Sign in again.",
  notice_password_changed: "The password is changed. All other devices are signed out.",
  notice_cookies_refused:
    "The browser did not keep the sign-in. Allow cookies for this site; over plain http, Chromium and Firefox keep them for localhost only, and Safari for no host at all.",
  notice_device_signed_out: "That device is signed out.",
  notice_others_signed_out: "All other devices are signed out.",
  notice_profile_saved: "Your profile is saved.",

  account: "Your account",
  signed_in_until: "Signed in until",
  longer_in_use: "longer while you use it",
  role: "Role",
  superuser: "Superuser",
  staff: "Staff",
  profile: "Profile",
  first_name: "First name",
  last_name: "Last name",
  save_name: "Save name",
  confirming_password: "Your password, to confirm",
  confirming_password_hint: "You sign in with the e-mail address, too.",
  save_email: "Save e-mail address",
  devices: "Where you are signed in",
  this_device: "This device",
  last_used: "Last used",
  sign_out_device: "Sign out {device}",
  sign_out_others: "Sign out all other devices",
  show_all_devices: "Show all {count} devices",
  change_password: "Change password",
  current_password: "Current password",
  new_password: "New password",
  password_hint: "At least {length} characters. A few unrelated words work well.",
  sign_out: "Sign out",
  sign_out_everywhere: "Sign out everywhere",

  events: "Recent events",
  this_sign_in: "this sign-in",
  no_events: "Nothing older is kept.",
  show_older: "Show older",
  show_newest: "Show newest",
  event_sign_in_ok: "Signed in",
  event_sign_in_wrong_password: "Sign-in refused: wrong password",
  event_sign_in_inactive_user: "Sign-in refused: the account is deactivated",
  event_sign_in_refused_by_rule: "Sign-in refused: the account may not sign in",
  event_sign_in_too_many_attempts: "Sign-in refused: too many attempts",
  event_sign_in_too_many_sessions: "Sign-in refused: signed in on too many devices",
  event_sign_out_ok: "Signed out",
  event_session_ended_ended_by_user: "Signed out from another device",
  event_session_ended_session_limit: "Signed out: signed in on too many devices",
  event_session_ended_revoked: "Signed out by an administrator",
  event_session_ended_password_changed: "Signed out by a change of the password",
  event_session_ended_user_deactivated: "Signed out: the account was deactivated",
  event_session_ended_user_deleted: "Signed out: the account was deleted",
  event_session_ended_user_refused: "Signed out: the account may not be signed in",
  event_session_ended_reuse: "Signed out: a copy of the sign-in was used elsewhere",
  event_session_ended_restored: "Signed out: the server’s data was restored from a backup",
  event_password_changed_ok: "Password changed",
  event_password_changed_wrong_password: "Change of the password refused: wrong password",
  event_password_changed_too_many_attempts: "Change of the password refused: too many attempts",
  event_password_change_forced_ok: "A new password was demanded by an administrator",
  event_profile_changed_ok: "Name changed",
  event_email_changed_ok: "E-mail address changed",
  event_email_changed_wrong_password: "Change of the e-mail address refused: wrong password",
  event_email_changed_too_many_attempts: "Change of the e-mail address refused: too many attempts",
  event_email_changed_conflict: "Change of the e-mail address refused: that address cannot be used",
  event_user_created_ok: "Account created",
  event_user_activated_ok: "Account activated",
  event_user_deactivated_ok: "Account deactivated",
  event_roles_changed_ok: "Role changed",
  event_permissions_changed_ok: "Permissions changed",
  event_group_joined_ok: "Put into a group",
  event_group_left_ok: "Taken out of a group",
  event_other: "Something else happened",

  setup: "Create the first user",
  setup_intro: "This user may do everything on this server. The link works once.",
  create_user: "Create user and sign in",
  setup_over: "This link does not work",
  setup_over_reason:
    "It has been used, it is older than an hour, the server has been started again since, or a part of it is missing.",
  to_sign_in: "Go to the sign-in page",
} as const satisfies Record<string, string> & EndMessages;

export type MessageKey = keyof typeof MESSAGES;

/** A message, its placeholders filled. */
export function say(key: MessageKey, details: Readonly<Record<string, string | number>> = {}): string {
  return MESSAGES[key].replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? name));
}

/** @example sayWait(90) === "2 minutes": seconds as people say them, rounded up */
export function sayWait(seconds: number): string {
  const [value, unit] = seconds < 90 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
  return new Intl.NumberFormat("en", { style: "unit", unit, unitDisplay: "long" }).format(value);
}

export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(MESSAGES, key);
}
