/**
 * Every refusal Wafer can answer with: code -> HTTP status and message.
 * `{name}` in a message is filled from the error's details. docs/reference/errors.md is tested against this table.
 */
export const ERRORS = {
  malformed_json: { status: 400, message: "The body is not valid JSON: {reason}." },
  invalid_request: { status: 400, message: "The request has fields that do not fit: {reason}." },
  wrong_password: { status: 400, message: "The current password is wrong." },
  password_rejected: { status: 400, message: "The new password cannot be used: {reason}." },
  user_rejected: { status: 400, message: "The account cannot be created: {reason}." },
  group_rejected: { status: 400, message: "The group cannot be kept: {reason}." },
  bad_credentials: { status: 401, message: "The user name or the password is wrong." },
  not_authenticated: { status: 401, message: "Nobody is signed in. Sign in with POST /login." },
  token_invalid: {
    status: 401,
    message: "The sign-in is invalid or has expired. Call POST /token/refresh, or sign in again.",
  },
  reauth_required: {
    status: 401,
    message: "Changing the e-mail address needs the current password. Send currentPassword too.",
  },
  session_ended: { status: 401, message: "The session has ended. Sign in again with POST /login." },
  permission_denied: { status: 403, message: "You may not do that. Ask who administers this system." },
  reauthentication_required: {
    status: 403,
    message:
      "Your password is needed again for that. Send it with POST /me/confirm, then repeat the request.",
  },
  password_change_required: {
    status: 403,
    message:
      "You must choose a new password first: at /account, or with POST /me/password. Until then this sign-in can do nothing else.",
  },
  csrf_failed: { status: 403, message: "CSRF check failed: {reason}." },
  not_found: { status: 404, message: "There is nothing at this address." },
  method_not_allowed: { status: 405, message: "This address does not take {method}. It takes {allow}." },
  conflict: { status: 409, message: "It cannot be created or changed: {reason}." },
  too_many_sessions: {
    status: 409,
    message:
      "The account has as many sessions as it may ({limit}). Sign out on another device, or change the password there to end all other sessions.",
  },
  body_too_large: { status: 413, message: "The body is larger than {limit} bytes." },
  unsupported_media_type: { status: 415, message: "The content type is not supported. Send {allow}." },
  too_many_logins: { status: 429, message: "Too many attempts. Try again in {retryAfter} s." },
  headers_too_large: { status: 431, message: "The request headers are too large." },
  internal_error: { status: 500, message: "Something failed on the server. The log has the details." },
  token_too_large: {
    status: 500,
    message:
      "The {cookie} cookie would be {size} bytes; browsers drop cookies over 4096. Use fewer or shorter claims.",
  },
  server_busy: { status: 503, message: "The server is busy. Try again in {retryAfter} s." },
  store_unavailable: {
    status: 503,
    message: "The database cannot be used right now. Try again in {retryAfter} s.",
  },
} as const satisfies Record<string, { status: number; message: string }>;

/** A code of {@link ERRORS}. It does not change within a major version. */
export type ErrorCode = keyof typeof ERRORS;
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** What the audit trail tells of a refusal, beside its code: a reason in a word of ours, and whom it befell. */
export interface AuditDetails {
  readonly reason?: string;
  readonly userId?: string;
  readonly sessionId?: string;
}

/**
 * A refusal with a code from {@link ERRORS}. What it carries may be shown to anybody: never put a token,
 * cookie, password or key into `details`. `logReason` goes to the log only, `audit` to the audit trail only.
 *
 * @example throw new AuthError("csrf_failed", { reason: "the X-CSRFToken header is missing" });
 */
export class AuthError extends Error {
  override readonly name = "AuthError";
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: ErrorDetails;
  readonly logReason: string | undefined;
  readonly audit: AuditDetails;

  constructor(
    code: ErrorCode,
    details: ErrorDetails = {},
    options: { cause?: unknown; logReason?: string; audit?: AuditDetails } = {},
  ) {
    super(fill(ERRORS[code].message, details), "cause" in options ? { cause: options.cause } : {});
    this.code = code;
    this.status = ERRORS[code].status;
    this.details = details;
    this.logReason = options.logReason;
    this.audit = options.audit ?? {};
  }
}

function fill(message: string, details: ErrorDetails): string {
  return message.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? name));
}
