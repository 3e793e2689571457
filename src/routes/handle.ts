import { type Actor, admit } from "../admin/actor.ts";
import { authenticate, catchUp, type Identity, identify } from "../authenticate.ts";
import type { AuthContext } from "../context.ts";
import { checkOrigin } from "../csrf/check-origin.ts";
import { AuthError, ERRORS } from "../errors.ts";
import { readBody, refuseBody } from "../request/body.ts";
import type { AuthRequest } from "../request/request.ts";
import { StoreError } from "../store/store-error.ts";
import { readFields } from "./fields.ts";
import { readQuery } from "./query.ts";
import type { PathParams, Route, RouteResult } from "./route.ts";
import { STATUS_CODES } from "./status-codes.ts";

/** An answer, free of any framework. */
export interface AuthResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Set-Cookie values. */
  readonly cookies: readonly string[];
  readonly body: string;
  /** In place of the body, sent while it is made. */
  readonly stream?: AsyncIterable<string>;
}

/** Runs one route: guard, query, body, handler. Every refusal becomes an answer; it never throws. */
export async function handleRoute(
  route: Route,
  request: AuthRequest,
  bytes: Buffer,
  auth: AuthContext,
  params: PathParams = {},
): Promise<AuthResponse> {
  try {
    if (NEEDS_SESSIONS.includes(route.guard)) await catchUp(auth);
    const identity = passGuard(route, request, auth);
    const actor = await passStaffGuard(route, identity, request, auth);
    const query = route.query === undefined ? {} : readQuery(request.url, route.query);
    const body = readFields(bodySent(route, request, bytes), route.fields);
    return toResponse(
      await route.handler({ request, body, query, identity, actor, params, bytes } as never, auth),
    );
  } catch (error) {
    return refuse(error, auth, request);
  }
}

function bodySent(route: Route, request: AuthRequest, bytes: Buffer): unknown {
  const type = request.header("content-type");
  if (route.takes.length > 0) return readBody(type, bytes, route.takes);
  if (route.ignoresBody !== true && route.optionalBody === undefined) refuseBody(type, bytes);
  return {};
}

const NEEDS_SESSIONS: readonly Route["guard"][] = ["session", "staff", "own"];

function passGuard(route: Route, request: AuthRequest, auth: AuthContext): Identity | null {
  if (route.guard === "origin") checkOrigin(request, auth.csrf.allowedOrigins);
  if (route.guard !== "session" && route.guard !== "staff") return null;
  const identity = (route.isOpenBeforePasswordChange === true ? identify : authenticate)(request, auth);
  if (identity === null) throw new AuthError("not_authenticated");
  return identity;
}

/** After the token (401) and CSRF (403): a page of another site must not learn who is staff. */
async function passStaffGuard(
  { guard, staff }: Route,
  identity: Identity | null,
  request: AuthRequest,
  auth: AuthContext,
): Promise<Actor | null> {
  if (guard !== "staff") return null;
  if (identity === null || staff === undefined) throw new Error("a staff route without its rules");
  return admit(staff, identity, request, auth);
}

/** The answer to a refusal, with one log line and, of some, an event: the reason is for these, never for the answer. */
export function refuse(error: unknown, auth: AuthContext, request: AuthRequest): AuthResponse {
  const refusal = toAuthError(error);
  auth.audit.note(refusal, request);
  const line = {
    reqId: request.id,
    code: refusal.code,
    reason: refusal.logReason ?? refusal.details["reason"],
  };
  if (refusal.status < 500) auth.log.info(line, "refused");
  else auth.log.error({ ...line, err: refusal.cause ?? refusal }, "failed");
  return toProblem(refusal, auth.settings.authHeaderTypes[0]);
}

/**
 * The answer to an error of an app of one's own, which names its status. From 500 on it tells nothing of it, and below
 * that its message, and its code where it has one.
 */
export function refuseAs(
  status: number,
  error: unknown,
  auth: AuthContext,
  request: AuthRequest,
): AuthResponse {
  const { message, code } = Object(error) as { readonly message?: unknown; readonly code?: unknown };
  const reason = typeof message === "string" ? message : (STATUS_CODES[status] ?? "Error");
  const isFailure = status >= 500;
  const line = { reqId: request.id, status };
  if (isFailure) auth.log.error({ ...line, err: error }, "failed");
  else auth.log.info({ ...line, reason }, "refused");
  const detail = isFailure ? ERRORS.internal_error.message : reason;
  return problem(status, detail, isFailure || typeof code !== "string" ? undefined : code);
}

/**
 * A refusal as RFC 9457 problem details. It never touches a cookie: it may arrive after the answer to a newer sign-in,
 * and would delete that one's.
 *
 * @param scheme what a 401 names
 */
export function toProblem(refusal: AuthError, scheme = "Bearer"): AuthResponse {
  const { status, code, details } = refusal;
  const headers: Record<string, string> = {};
  // RFC 9110 section 11.6.1: a 401 names a scheme. This one opens no dialog in a browser.
  if (status === 401) headers["www-authenticate"] = `${scheme} realm="wafer"`;
  if (details["retryAfter"] !== undefined) headers["retry-after"] = String(details["retryAfter"]);
  if (status === 405) headers["allow"] = String(details["allow"]);
  return problem(status, refusal.message, code, headers);
}

function problem(
  status: number,
  detail: string,
  code: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): AuthResponse {
  const type = { "content-type": "application/problem+json; charset=utf-8" };
  const body = { title: STATUS_CODES[status] ?? "Error", status, detail, code };
  return {
    status,
    headers: { ...COMMON_HEADERS, ...type, ...headers },
    cookies: [],
    body: JSON.stringify(body),
  };
}

function toAuthError(error: unknown): AuthError {
  if (error instanceof AuthError) return error;
  if (error instanceof StoreError)
    return new AuthError("store_unavailable", { retryAfter: 5 }, { cause: error });
  return new AuthError("internal_error", {}, { cause: error });
}

const COMMON_HEADERS = { "cache-control": "no-store", vary: "Origin, Cookie" } as const;

function toResponse({ status, body, stream, cookies = [], headers = {} }: RouteResult): AuthResponse {
  const type = body === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
  return {
    status,
    headers: { ...COMMON_HEADERS, ...type, ...headers },
    cookies,
    body: body === undefined ? "" : JSON.stringify(body),
    ...(stream === undefined ? {} : { stream }),
  };
}
