import type { AuthContext } from "../../context.ts";
import { AuthError, type ErrorCode } from "../../errors.ts";
import { readBody } from "../../request/body.ts";
import type { AuthRequest } from "../../request/request.ts";
import { type BodyOf, type Fields, readFields } from "../../routes/fields.ts";
import { type AuthResponse, refuse } from "../../routes/handle.ts";
import type { RouteResult } from "../../routes/route.ts";
import type { FirstUser } from "../first-user.ts";
import type { Html } from "./html.ts";
import { isMessageKey, say, sayWait } from "./messages.ts";

/** One request for a page, and all it takes to answer it. */
export interface Visit {
  readonly request: AuthRequest;
  readonly query: URLSearchParams;
  /** The body; empty for GET. */
  readonly bytes: Buffer;
  readonly auth: AuthContext;
  readonly firstUser: FirstUser;
}

export interface Page {
  readonly method: "GET" | "POST";
  readonly path: string;
  handler(visit: Visit): Promise<AuthResponse>;
}

/** A refusal as a page tells it. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  /** The field of the form that it is about, where the refusal names one. */
  readonly field: string | null;
  /** Seconds; null where waiting is no cure. */
  readonly retryAfter: number | null;
  /** Status, headers and cookies that the same refusal has on the API. */
  readonly response: AuthResponse;
}

/**
 * A no-referrer policy, which the other answers have, makes browsers send `Origin: null` with a form (Fetch section
 * 3.1); same-origin tells other sites as little and keeps the Origin header that the CSRF check reads.
 */
const HEADERS = {
  "cache-control": "no-store",
  vary: "Cookie, Accept-Language",
  "referrer-policy": "same-origin",
} as const;

export function showPage(page: Html, cookies: readonly string[] = []): AuthResponse {
  const headers = { ...HEADERS, "content-type": "text/html; charset=utf-8" };
  return { status: 200, headers, cookies, body: String(page) };
}

/** The page of a refusal: what the API would answer, told in HTML. */
export function showFailure(
  page: Html,
  { response }: Failure,
  cookies: readonly string[] = [],
): AuthResponse {
  const shown = showPage(page, [...cookies, ...response.cookies]);
  return { ...shown, status: response.status, headers: { ...response.headers, ...shown.headers } };
}

/** To another page with GET, with the cookies and headers of what was done. @param path a path of this server */
export function goTo(path: string, done: Partial<RouteResult> = {}): AuthResponse {
  return {
    status: 303,
    headers: { ...HEADERS, ...done.headers, location: path },
    cookies: done.cookies ?? [],
    body: "",
  };
}

export function toFailure(error: unknown, { auth, request }: Visit): Failure {
  const response = refuse(error, auth, request);
  const { code, detail } = JSON.parse(response.body) as { code: ErrorCode; detail: string };
  const wait = response.headers["retry-after"];
  const retryAfter = wait === undefined ? null : Number(wait);
  const told = error instanceof AuthError ? error.details : {};
  const message = isMessageKey(code) ? say(code, { ...told, wait: sayWait(retryAfter ?? 0) }) : detail;
  const field = told["field"] === undefined ? null : String(told["field"]);
  return { code, message, field, retryAfter, response };
}

/**
 * The fields of a form that was sent.
 *
 * @throws {AuthError} unsupported_media_type, invalid_request
 */
export function readForm<const F extends Fields>({ request, bytes }: Visit, fields: F): BodyOf<F> {
  return readFields(readBody(request.header("content-type"), bytes, ["form"]), fields);
}
