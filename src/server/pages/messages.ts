/**
 * Every word of the pages, in one flat table. Refusals are keyed by their code in src/errors.ts, and say it to the
 * person at the keyboard, where that table speaks to who wrote the client. `{name}` is filled in.
 */
export const MESSAGES = {
  invalid_request: "The form does not fit: {reason}.",
  wrong_password: "The current password is wrong. Nothing was changed.",
  password_rejected: "The new password cannot be used: {reason}.",
  user_rejected: "The account cannot be created: {reason}.",
  bad_credentials: "The user name or the password is wrong.",
  not_authenticated: "You were signed out, so nothing was changed. Sign in again.",
  token_invalid: "You were signed out, so nothing was changed. Sign in again.",
  session_ended: "Your session has ended, so nothing was changed. Sign in again.",
  csrf_failed: "This page was out of date, or another site sent the form. Nothing was changed. Try again.",
  conflict: "The account cannot be created: {reason}.",
  too_many_sessions:
    "This account is signed in on {limit} devices, the most it may. Sign out on one of them, then try again here.",
  unsupported_media_type: "The form came in a form this page does not take.",
  too_many_logins: "Too many attempts. Try again in {wait}.",
  server_busy: "The server is busy. Try again in {wait}.",
  store_unavailable: "The server cannot read its data right now. Try again in {wait}.",
  internal_error: "Something failed on the server. Whoever runs it finds the details in its log.",

  error: "Something is wrong",
  load_again: "Load the page again",

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

  account: "Your account",
  signed_in_as: "Signed in as",
  name: "Name",
  signed_in_until: "Signed in until",
  longer_in_use: "longer while you use it",
  role: "Role",
  superuser: "Superuser",
  staff: "Staff",
  devices: "Where you are signed in",
  this_device: "This device",
  last_used: "Last used",
  sign_out_device: "Sign out {device}",
  change_password: "Change password",
  current_password: "Current password",
  new_password: "New password",
  password_hint: "At least {length} characters. A few unrelated words work well.",
  sign_out: "Sign out",
  sign_out_everywhere: "Sign out everywhere",

  setup: "Create the first user",
  setup_intro: "This user may do everything on this server. The link works once.",
  create_user: "Create user and sign in",
  setup_over: "This link does not work",
  setup_over_reason:
    "It has been used, it is older than an hour, the server has been started again since, or a part of it is missing.",
  to_sign_in: "Go to the sign-in page",
} as const satisfies Record<string, string>;

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
