import { AuthClientError } from "wafer-auth/client";

/** What to tell a person of a call that failed. A fault of this page is thrown again. */
export function failureOf(error: unknown): AuthClientError {
  if (error instanceof AuthClientError) return error;
  // The browser's own, of `client.fetch`.
  if (error instanceof TypeError) return new AuthClientError("network_error");
  throw error;
}
