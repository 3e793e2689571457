import { AuthClientError } from "wafer-auth/client";

/** A refusal of the server, or that no answer came. Its message is a sentence for people. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** A code of docs/reference/errors.md, or one of the client's; "cancelled" where the user changed their mind. */
  readonly code: string;
  /** 0 where there was no answer. */
  readonly status: number;
  /** By which the server's log tells of it. */
  readonly requestId: string | null;

  constructor(code: string, message: string, status = 0, requestId: string | null = null) {
    super(message);
    this.code = code;
    this.status = status;
    this.requestId = requestId;
  }
}

/** A refused answer as an error (RFC 9457). */
export async function toApiError(response: Response): Promise<ApiError> {
  const { status, headers } = response;
  const isProblem = headers.get("content-type")?.startsWith("application/problem+json") === true;
  const problem: unknown = isProblem ? await response.json().catch(() => null) : null;
  const { code = "unexpected_answer", detail = "The answer could not be understood." } = Object(problem);
  return new ApiError(String(code), String(detail), status, headers.get("x-request-id"));
}

/** Whatever was thrown on the way, as an error to show. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof AuthClientError) return new ApiError(error.code, error.message, error.status);
  return new ApiError("network_error", "The server did not answer. Check the connection, then try again.");
}
