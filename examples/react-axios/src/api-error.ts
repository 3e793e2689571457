import { isAxiosError } from "axios";

/**
 * A call that the server refused, or that never reached it. `code` is the server's (`bad_credentials`, `csrf_failed`…),
 * or one of this page's own: `unreachable`, `unreadable_answer`, `cookies_refused`.
 */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: string;
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Seconds to wait before the next attempt, from Retry-After; null when the server set no wait. */
  readonly retryAfter: number | null;

  constructor(code: string, message: string, status = 0, retryAfter: number | null = null) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

// A browser tells script nothing more: a stopped server and an origin that CORS refuses look the same.
const UNREACHABLE =
  "The server cannot be reached. Is it running, and does it trust this origin? The console says which.";

/** An axios failure as an {@link ApiError}; anything else is a fault of this page and stays what it is. */
export function toApiError(error: unknown): unknown {
  // No `cause`: an AxiosError holds the request's body, and so the password, for every console and error reporter.
  if (!isAxiosError<unknown, unknown>(error)) return error;
  if (error.response === undefined) return new ApiError("unreachable", UNREACHABLE);
  const { status, data, headers } = error.response;
  const wait = retryAfterSeconds(headers["retry-after"]);
  return isProblem(data)
    ? new ApiError(data.code, data.detail, status, wait)
    : new ApiError("unreadable_answer", `The server answered with status ${status}.`, status, wait);
}

/** The two members of an RFC 9457 problem that this page uses. */
function isProblem(data: unknown): data is { code: string; detail: string } {
  if (typeof data !== "object" || data === null) return false;
  return (
    "code" in data && typeof data.code === "string" && "detail" in data && typeof data.detail === "string"
  );
}

/** Retry-After is a number of seconds or a date (RFC 9110 section 10.2.3): Wafer sends seconds, a proxy may send a date. */
function retryAfterSeconds(value: unknown): number | null {
  if (typeof value !== "string") return null;
  if (/^\d+$/.test(value)) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}
