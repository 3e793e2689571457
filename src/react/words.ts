import type { AuthClientError, AuthClientErrorCode } from "../client/index.ts";

/** What the components say, in English. */
const ENGLISH = {
  sign_in: "Sign in",
  username: "User name or e-mail address",
  password: "Password",
  show: "Show",
  hide: "Hide",
  show_password: "Show password",
  hide_password: "Hide password",
  caps_lock: "Caps Lock is on.",
  countdown: "{wait} left",
  try_again_now: "You can try again now.",
  try_again: "Try again",
  signed_out: "You are signed out.",
  session_ended: "Your session has ended. Sign in again.",
  bad_credentials: "The user name or the password is wrong.",
  too_many_logins: "Too many attempts. Try again in {wait}.",
  server_busy: "The server is busy. Try again in {wait}.",
  store_unavailable: "The server cannot read its data right now. Try again in {wait}.",
  internal_error: "Something failed on the server. Try again later.",
  network_error: "The server cannot be reached. Check the connection, then try again.",
  cookies_blocked: "The browser did not keep the sign-in. Allow cookies for this site, then try again.",
};

/**
 * Every word of the components in one flat table: labels, notices by the reason they give, failures by the code of their
 * error. `{wait}` is filled with a time. A code without words says the message of its error.
 */
export type Words = Readonly<typeof ENGLISH & Partial<Record<AuthClientErrorCode, string>>>;

export function withEnglish(words: Partial<Words> | undefined): Words {
  return { ...ENGLISH, ...words };
}

export function messageOf({ code, message, retryAfter }: AuthClientError, words: Words): string {
  return fillWait(words[code] ?? message, retryAfter ?? 0);
}

/** @example fillWait("{wait} left", 90) === "2 minutes left": rounded up, in the language of the page */
export function fillWait(text: string, seconds: number): string {
  const [value, unit] = seconds < 90 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
  const format = new Intl.NumberFormat(document.documentElement.lang || undefined, {
    style: "unit",
    unit,
    unitDisplay: "long",
  });
  return text.replace("{wait}", format.format(value));
}
