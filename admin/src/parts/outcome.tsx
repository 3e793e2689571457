import { END_REASONS, type EndReason } from "../../../src/sessions/end-reasons.ts";

/** Ends of sessions that are something to look at; the others are everyday. */
const WORRYING: Partial<Record<EndReason, "warn" | "bad">> = {
  user_refused: "warn",
  restored: "warn",
  reuse: "bad",
};

/** Why a sign-in and other acts are refused; there are more, of the refusals that come in floods. */
const REFUSALS = [
  "wrong_password",
  "unknown_user",
  "inactive_user",
  "refused_by_rule",
  "too_many_attempts",
  "still_locked",
  "too_many_sessions",
  "conflict",
  "another_site",
  "untrusted_origin",
  "left_out",
];

export const OUTCOMES: readonly string[] = ["ok", ...REFUSALS, ...END_REASONS];

/** How an event came out, where there is more to tell than that it happened. */
export function OutcomeBadge({ type, outcome }: { readonly type: string; readonly outcome: string }) {
  if (outcome === "ok") return null;
  const tone = type === "session_ended" ? (WORRYING[outcome as EndReason] ?? "") : "bad";
  return <span className={`badge ${tone}`}>{inWords(outcome).toLowerCase()}</span>;
}

/** "session_ended" as people write it. */
export function inWords(code: string): string {
  const words = code.replaceAll("_", " ").replace("csrf", "CSRF").replace("email", "e-mail");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
