import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { allowFrontEnds, refuseError, waferRoutes } from "../adapters/fastify.ts";
import { addHeaders, send } from "../adapters/reply.ts";
import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { type AuthResponse, toProblem } from "../routes/handle.ts";
import { STATUS_CODES } from "../routes/status-codes.ts";
import { adminPage } from "./admin-page.ts";
import type { FirstUser } from "./first-user.ts";
import { knownPaths } from "./known-paths.ts";
import { flatLog } from "./log.ts";
import { sendToSignIn } from "./pages/login-address.ts";
import { isNavigation, notFoundPage } from "./pages/not-found-page.ts";
import { pages } from "./pages/pages.ts";
import { securityHeaders } from "./security-headers.ts";

/** Milliseconds a client may take to send its headers, and its whole request: slow ones free their socket. */
const HEADERS_TIMEOUT = 9_000;
const REQUEST_TIMEOUT = 9_500;

/**
 * Wafer's routes check their own bodies and write their own JSON. Without this Fastify loads a validator and a
 * serializer that nothing uses: 6 MB and 60 ms of the start.
 */
const NO_SCHEMAS = {
  compilersFactory: { buildValidator: refuseSchemas, buildSerializer: refuseSchemas },
};

function refuseSchemas(): never {
  throw new Error("the routes of this server have no Fastify schemas");
}

export interface AppOptions {
  readonly auth: AuthContext;
  readonly firstUser: FirstUser;
  readonly log: FastifyBaseLogger;
}

/** The runnable server, ready to listen: Wafer's routes, the pages, security headers and one log line a request. */
export async function createApp({ auth, firstUser, log }: AppOptions): Promise<FastifyInstance> {
  const { settings } = auth;
  const headers = securityHeaders(settings);
  const requestIds = requestIdSource();
  const requestLog = flatLog(log);
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    // A child logger for each request costs more than the line it writes: the request id goes into the line instead.
    childLoggerFactory: (logger) => logger,
    genReqId: requestIds,
    bodyLimit: settings.bodyLimit,
    requestTimeout: REQUEST_TIMEOUT,
    http: { headersTimeout: HEADERS_TIMEOUT, connectionsCheckingInterval: 500 },
    trustProxy: settings.trustedProxies.length === 0 ? false : [...settings.trustedProxies],
    schemaController: NO_SCHEMAS,
    routerOptions: { ignoreTrailingSlash: true },
    return503OnClosing: true,
    forceCloseConnections: "idle",
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, headers),
    frameworkErrors: (error, request, reply) => {
      // The hooks below do not run before it.
      reply.headers(headers).header("x-request-id", request.id);
      refuseError(auth)(error, request, reply);
    },
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(headers).header("x-request-id", request.id);
  });
  const allowed = allowFrontEnds(auth);
  // Else a mistyped path is a failing network to a front end, which may not read the 404.
  app.addHook("onRequest", function (request, reply, done) {
    if (request.is404) allowed.call(this, request, reply, done);
    else done();
  });
  app.addHook("onRequest", sendToSignIn);
  app.addHook("onResponse", async (request, reply) => {
    const line = {
      reqId: request.id,
      method: request.method,
      path: pathOf(request.url),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    requestLog.info(line, "request");
  });
  app.setErrorHandler(refuseError(auth));
  // As Fastify knows QUERY, it is refused for its body before its address.
  app.addHttpMethod("QUERY", { overrideExisting: true });
  const allowAt = knownPaths(app);
  app.setNotFoundHandler(({ headers: { accept }, method, url }, reply) => {
    const allow = allowAt(pathOf(url));
    if (allow !== null) return send(reply, toProblem(new AuthError("method_not_allowed", { method, allow })));
    const isPage = isNavigation(accept);
    return send(
      addHeaders(reply, { vary: "Accept" }),
      isPage ? notFoundPage(settings.origin) : toProblem(new AuthError("not_found")),
    );
  });
  await app.register(waferRoutes, { auth });
  await app.register(pages, { auth, firstUser });
  await app.register(adminPage, { auth });
  return app;
}

/** Unique over restarts, cheap to make. */
function requestIdSource(): () => string {
  const prefix = randomBytes(6).toString("base64url");
  let count = 0;
  return () => `${prefix}-${(++count).toString(36)}`;
}

/** The path without its query, which may hold what a log must not. */
function pathOf(url: string): string {
  return url.split("?", 1)[0] ?? "";
}

/** What is not HTTP, too large or too slow gets its answer on the bare socket. */
function answerBrokenRequest(
  error: NodeJS.ErrnoException,
  socket: Socket,
  securityHeaders: Readonly<Record<string, string>>,
): void {
  if (error.code === "ECONNRESET" || !socket.writable || isAnswering(socket)) return void socket.destroy();
  const { status, headers, body } = brokenRequestAnswer(error.code);
  const lines = Object.entries({
    ...securityHeaders,
    ...headers,
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}`);
  socket.write([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, "", body].join("\r\n"));
  // Not end(): a client that never closes its own side would keep the socket.
  socket.destroySoon();
}

/** A second answer would stand within the body of the first. */
function isAnswering(socket: Socket & { _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.headersSent === true;
}

function brokenRequestAnswer(code: string | undefined): Pick<AuthResponse, "status" | "headers" | "body"> {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return { status: 408, headers: {}, body: "" };
  if (code === "HPE_HEADER_OVERFLOW") return toProblem(new AuthError("headers_too_large"));
  return toProblem(new AuthError("invalid_request", { reason: "the request is not well-formed HTTP" }));
}
