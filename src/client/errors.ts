import type { ErrorCode } from "../errors.ts";

const MESSAGES = {
  network_error: "No answer from the server. Is it running, and does it trust this page's origin?",
  cookies_blocked:
    "The browser kept no sign-in cookies. Allow them, and serve page and API from one site over https or localhost.",
  user_changed: "Another user has signed in. The request was not repeated.",
  unexpected_answer: "The answer could not be understood.",
  not_authenticated: "Nobody is signed in.",
};

/**
 * Why a call failed: a code of the server (docs/reference/errors.md), or one of the client's own:
 * - `network_error`: no answer came within the timeout.
 * - `cookies_blocked`: the sign-in worked, but the browser did not keep its cookies.
 * - `user_changed`: the request was prepared for a user, and another one has signed in meanwhile.
 * - `unexpected_answer`: the answer was not one of Wafer's; a proxy's error page, say.
 */
export type AuthClientErrorCode = ErrorCode | keyof typeof MESSAGES;

/**
 * The only error of the client. Its message is a sentence for people and holds no token and no password.
 *
 * @example if (error instanceof AuthClientError && error.code === "bad_credentials") showMessage(error.message);
 */
export class AuthClientError extends Error {
  override readonly name = "AuthClientError";
  readonly code: AuthClientErrorCode;
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** Seconds to wait before the next try, from Retry-After; null where the server set none. */
  readonly retryAfter: number | null;

  constructor(
    code: AuthClientErrorCode,
    {
      message = MESSAGES[code as keyof typeof MESSAGES],
      status = 0,
      retryAfter = null,
    }: { message?: string; status?: number; retryAfter?: number | null } = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** A refusal as an error: by its problem details (RFC 9457), or `unexpected_answer` where it has none. */
export async function toAuthClientError(response: Response): Promise<AuthClientError> {
  const { status, headers } = response;
  const isProblem = headers.get("content-type")?.startsWith("application/problem+json");
  const problem = isProblem ? ((await response.json().catch(() => null)) as Problem | null) : null;
  return new AuthClientError(problem?.code ?? "unexpected_answer", {
    status,
    retryAfter: readRetryAfter(headers.get("retry-after")),
    ...(problem && { message: problem.detail }),
  });
}

interface Problem {
  readonly code: AuthClientErrorCode;
  readonly detail: string;
}

/** Seconds of Retry-After, which is a number of them or a date (RFC 9110 section 10.2.3). */
export function readRetryAfter(value: string | null): number | null {
  const text = value ?? "";
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return seconds >= 0 ? Math.ceil(seconds) : null;
}
