import { HttpErrorResponse } from "@angular/common/http";
import { AuthClientError } from "wafer-auth/client";

/** What to tell a person of a call that failed. A fault of this page is thrown again. */
export function failureOf(thrown: unknown): AuthClientError {
  const error: unknown = thrown instanceof HttpErrorResponse ? (thrown.error ?? thrown) : thrown;
  if (error instanceof AuthClientError) return error;
  // The browser's own, of `client.fetch`.
  if (error instanceof TypeError) return new AuthClientError("network_error");
  if (!(thrown instanceof HttpErrorResponse)) throw thrown;
  const message = `The server refused this (${thrown.status}).`;
  return new AuthClientError("unexpected_answer", { message, status: thrown.status });
}
