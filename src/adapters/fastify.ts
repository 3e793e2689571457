import type { Socket } from "node:net";
import {
  errorCodes,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifyRequest,
  type HookHandlerDoneFunction,
  type onRequestAsyncHookHandler,
  type onRequestHookHandler,
} from "fastify";
import { admit } from "../admin/actor.ts";
import { authenticate, catchUp, type Identity } from "../authenticate.ts";
import type { AuthContext } from "../context.ts";
import { corsHeaders, isPreflight, preflightHeaders } from "../cors/cors.ts";
import { AuthError } from "../errors.ts";
import { isPermission, type Permission } from "../permissions.ts";
import { type BodyKind, mediaTypesOf } from "../request/body.ts";
import { clientAddress } from "../request/client-address.ts";
import type { AuthRequest } from "../request/request.ts";
import { handleRoute, refuse, refuseAs } from "../routes/handle.ts";
import type { PathParams, Route } from "../routes/route.ts";
import { enabledRoutes } from "../routes/routes.ts";
import { StoreError } from "../store/store-error.ts";
import { addHeaders, bytesOf, readBodiesAsBytes, refuseOtherMethods, send } from "./reply.ts";

const ADDRESS = Symbol("address");

/** Asked for when the request begins: of a connection that is reset meanwhile nobody knows it any more. */
function addressOf(request: FastifyRequest & { [ADDRESS]?: string }): string {
  request[ADDRESS] ??= clientAddress(request.ip);
  return request[ADDRESS];
}

/** A Fastify request as Wafer reads it. */
export function toAuthRequest(request: FastifyRequest): AuthRequest {
  const { headers } = request;
  return {
    method: request.method,
    url: request.url,
    ip: addressOf(request),
    id: request.id,
    header(name) {
      const value = headers[name];
      return Array.isArray(value) ? value.join(", ") : value;
    },
  };
}

/**
 * Wafer's routes as a Fastify plugin, under the `prefix` it is registered with. Its parsers, hooks and errors stay within
 * the plugin.
 *
 * @example await app.register(waferRoutes, { auth, prefix: "/auth" });
 */
export const waferRoutes: FastifyPluginAsync<{ auth: AuthContext }> = async (app, { auth }) => {
  // Node remembers an address that was asked for once; that of a socket which was reset is not to be had any more.
  for (const event of ["connection", "secureConnection"])
    app.server.on(event, ({ remoteAddress }: Socket) => remoteAddress);
  readBodiesAsBytes(app);
  app.setErrorHandler(refuseError(auth));
  app.addHook("onRequest", allowFrontEnds(auth));
  for (const [path, routes] of Map.groupBy(enabledRoutes(auth.settings), (route) => route.path)) {
    for (const url of isSlashIgnored(app) ? [path] : [path, `${path}/`]) addRoutes(app, url, routes, auth);
  }
};

/**
 * A hook that lets the front ends of `trustedOrigins` call routes of your own from their origins, with cookies: CORS, as
 * Wafer's own routes have it (Fetch standard, section 3.3; ASVS 3.4.2). It answers every preflight, so add it before hooks
 * that refuse.
 *
 * @example app.addHook("onRequest", allowFrontEnds(auth));
 */
export function allowFrontEnds(auth: AuthContext): onRequestHookHandler {
  return (request, reply, done) => {
    const authRequest = toAuthRequest(request);
    const isAsked = isPreflight(authRequest);
    addHeaders(reply, (isAsked ? preflightHeaders : corsHeaders)(authRequest, auth.settings));
    if (isAsked) void reply.code(204).send();
    else done();
  };
}

/** Whether the app takes `/login/` for `/login` by itself. */
function isSlashIgnored({ initialConfig }: FastifyInstance): boolean {
  return (initialConfig.routerOptions?.ignoreTrailingSlash ?? initialConfig.ignoreTrailingSlash) === true;
}

/** The routes of one path. */
function addRoutes(app: FastifyInstance, url: string, routes: readonly Route[], auth: AuthContext): void {
  for (const route of routes) {
    app.route({
      method: route.method,
      url,
      bodyLimit: auth.settings.bodyLimit,
      config: { takes: route.takes },
      handler: async (request, reply) =>
        send(
          reply,
          await handleRoute(
            route,
            toAuthRequest(request),
            bytesOf(request),
            auth,
            request.params as PathParams,
          ),
        ),
    });
  }
  refuseOtherMethods(
    app,
    url,
    routes.map((route) => route.method),
  );
}

/**
 * A hook that lets only signed-in requests through, and keeps who they are for {@link identityOf}. Others it answers
 * itself, with problem details (RFC 9457), and logs why: not_authenticated, token_invalid (401), csrf_failed,
 * password_change_required (403), store_unavailable (503).
 *
 * @example app.get("/notes", { onRequest: requireUser(auth) }, async (request) => notesOf(identityOf(request).userId));
 */
export function requireUser(auth: AuthContext): onRequestHookHandler {
  const check = (request: WithIdentity, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const authRequest = toAuthRequest(request);
    try {
      request[IDENTITY] = requireIdentity(authRequest, auth);
    } catch (error) {
      if (error instanceof AuthError) send(reply, refuse(error, auth, authRequest));
      else done(error as Error);
      return;
    }
    done();
  };
  return (request, reply, done) => {
    // Synchronous but for then: most requests wait for nothing.
    if (auth.revocations.isStale()) void catchUp(auth).then(() => check(request, reply, done));
    else check(request, reply, done);
  };
}

/** What {@link requireStaff} demands beside being staff. */
export interface StaffOptions {
  /** A permission, or to be a superuser. @default none */
  readonly permission?: Permission | "superuser";
  /** Whether the password must have been proved within `reauthenticationAge` (ASVS 7.5.3). @default false */
  readonly isFresh?: boolean;
}

/**
 * The same as {@link requireUser} for staff, as Wafer's admin decides it: by the database, so that what was taken from
 * somebody counts at once. Answers permission_denied, reauthentication_required (403) too.
 *
 * @throws {TypeError} a permission that there is not: a mistake of the program, which must not let all staff through
 * @example app.get("/reports", { onRequest: requireStaff(auth, { permission: "users.view" }) }, reports);
 */
export function requireStaff(auth: AuthContext, options: StaffOptions = {}): onRequestAsyncHookHandler {
  const { isFresh = false } = options;
  const permission = demandedBy(options);
  return async (request: WithIdentity, reply) => {
    const authRequest = toAuthRequest(request);
    await catchUp(auth);
    try {
      const identity = requireIdentity(authRequest, auth);
      await admit({ permission, isFresh }, identity, authRequest, auth);
      request[IDENTITY] = identity;
    } catch (error) {
      if (!(error instanceof AuthError || error instanceof StoreError)) throw error;
      return send(reply, refuse(error, auth, authRequest));
    }
  };
}

function demandedBy(options: StaffOptions): Permission | "superuser" | null {
  if (!Object.hasOwn(options, "permission")) return null;
  const { permission } = options;
  if (permission === "superuser" || (permission !== undefined && isPermission(permission))) return permission;
  throw new TypeError(
    `requireStaff: there is no permission "${permission}". Use "superuser" or one of PERMISSIONS, or leave it out for all staff.`,
  );
}

/** @throws {AuthError} not_authenticated, and what {@link authenticate} throws */
function requireIdentity(request: AuthRequest, auth: AuthContext): Identity {
  const identity = authenticate(request, auth);
  if (identity === null) throw new AuthError("not_authenticated");
  return identity;
}

const IDENTITY = Symbol("identity");
type WithIdentity = FastifyRequest & { [IDENTITY]?: Identity };

/**
 * Who sent the request, after {@link requireUser} or {@link requireStaff}.
 *
 * @throws {Error} where that was no hook of the route: a mistake of the program
 */
export function identityOf(request: WithIdentity): Identity {
  const identity = request[IDENTITY];
  if (identity === undefined)
    throw new Error(
      "identityOf(request) needs requireUser(auth) or requireStaff(auth) as a hook of the same route",
    );
  return identity;
}

/**
 * An error handler that answers with problem details (RFC 9457), as our routes do: an AuthError with its code, a failing
 * database with store_unavailable, what Fastify itself refuses with invalid_request, malformed_json, body_too_large or
 * unsupported_media_type. An error of the app keeps its `statusCode` or `status`, or that of the reply, and below 500 its
 * message; anything else is internal_error.
 *
 * @example app.setErrorHandler(refuseError(auth));
 */
export function refuseError(auth: AuthContext) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    // Of a body that ended early: what the server answers where it waited for the rest (RFC 9110 section 15.5.9).
    const isCutOff = error instanceof Error && error === request.raw.errored;
    const status = isCutOff ? 408 : ownStatusOf(error, reply);
    const answer =
      status === null
        ? refuse(toRefusal(error, request), auth, toAuthRequest(request))
        : refuseAs(status, error, auth, toAuthRequest(request));
    send(reply, answer);
  };
}

/** What is thrown may be anything, `null` too. */
interface Thrown {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly status?: unknown;
  readonly message?: unknown;
}

/** The status of an error of the app, as Fastify reads it; null for Wafer's and Fastify's own, and where none is named. */
function ownStatusOf(error: unknown, reply: FastifyReply): number | null {
  if (error instanceof AuthError || error instanceof StoreError) return null;
  const { code, statusCode, status } = Object(error) as Thrown;
  if (typeof code === "string" && Object.hasOwn(errorCodes, code)) return null;
  const found = [statusCode ?? status, reply.statusCode].find(isErrorStatus);
  return found === 500 ? null : (found ?? null);
}

function isErrorStatus(status: unknown): status is number {
  return Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 599;
}

/** What a route of ours takes; JSON for those of the app. */
function takenBy({ config }: FastifyRequest["routeOptions"]): readonly BodyKind[] {
  return (config as { readonly takes?: readonly BodyKind[] }).takes ?? ["json"];
}

/** Fastify's own refusals in our words; anything else is ours to find in the log. */
function toRefusal(error: unknown, { routeOptions }: FastifyRequest): unknown {
  const { code, statusCode, message } = Object(error) as Thrown;
  const told = { cause: error, logReason: String(message) };
  switch (code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new AuthError("body_too_large", { limit: routeOptions.bodyLimit });
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new AuthError("unsupported_media_type", { allow: mediaTypesOf(takenBy(routeOptions)) });
    case "FST_ERR_CTP_INVALID_JSON_BODY":
      return new AuthError("malformed_json", { reason: "it cannot be parsed" }, told);
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
      return new AuthError("malformed_json", { reason: "it is empty" }, told);
    case "FST_ERR_VALIDATION":
      return new AuthError("invalid_request", { reason: String(message) }, told);
    default:
      return isErrorStatus(statusCode) && statusCode < 500
        ? new AuthError("invalid_request", { reason: "the request cannot be read" }, told)
        : error;
  }
}
