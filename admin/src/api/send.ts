import { confirmPassword } from "../shell/confirm-password.ts";
import { ApiError, asApiError, toApiError } from "./api-error.ts";
import { auth } from "./auth.ts";
import { hold, leave, resume } from "./leave.ts";

const SESSION_ENDED = "Your session has ended. Sign in in another tab, then try again.";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/**
 * One request. Where the server wants the password once more it is asked for, and the request is repeated.
 *
 * @throws {ApiError}
 */
export async function sendRaw(
  method: Method,
  path: string,
  body?: object,
  signal?: AbortSignal,
): Promise<Response> {
  const once = () => sendOnce(method, path, body, signal);
  const response = await (method === "GET" ? once() : hold(once));
  if (response.ok) {
    resume();
    return response;
  }
  const error = await toApiError(response);
  if (error.status === 401) {
    leave();
    throw new ApiError("session_ended", SESSION_ENDED, 401, error.requestId);
  }
  if (error.code !== "reauthentication_required") throw error;
  if (!(await confirmPassword())) throw new ApiError("cancelled", "Nothing was changed.");
  return sendRaw(method, path, body, signal);
}

/**
 * The same, with the answer's JSON; null where there is none.
 *
 * @throws {ApiError}
 */
export async function send<Answer>(method: Method, path: string, body?: object): Promise<Answer> {
  const response = await sendRaw(method, path, body);
  try {
    return JSON.parse((await response.text()) || "null");
  } catch {
    throw new ApiError("unexpected_answer", "The answer could not be understood.", response.status);
  }
}

async function sendOnce(
  method: Method,
  path: string,
  body?: object,
  signal?: AbortSignal,
): Promise<Response> {
  try {
    return await auth.fetch(path, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      signal: signal ?? null,
    });
  } catch (error) {
    throw asApiError(error);
  }
}
