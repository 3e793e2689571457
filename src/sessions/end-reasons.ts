/** Why sessions end before their time. */
export const END_REASONS = [
  "sign_out",
  "sign_out_everywhere",
  "reuse",
  "restored",
  "ended_by_user",
  "session_limit",
  "revoked",
  "password_changed",
  "user_deactivated",
  "user_deleted",
  "user_refused",
] as const;

export type EndReason = (typeof END_REASONS)[number];
