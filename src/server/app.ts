import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  LogController,
} from "fastify";
import { send, toAuthRequest, waferRoutes } from "../adapters/fastify.ts";
import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { refuse, toProblem } from "../routes/handle.ts";
import type { FirstUser } from "./first-user.ts";
import { pages } from "./pages/pages.ts";
import { securityHeaders } from "./security-headers.ts";

/** Milliseconds a client may take to send its headers, and its whole request: slow ones free their socket. */
const HEADERS_TIMEOUT = 9_000;
const REQUEST_TIMEOUT = 9_500;

export interface AppOptions {
  readonly auth: AuthContext;
  readonly firstUser: FirstUser;
  readonly log: FastifyBaseLogger;
}

/** The runnable server, ready to listen: Wafer's routes, the pages, security headers and one log line a request. */
export async function createApp({ auth, firstUser, log }: AppOptions): Promise<FastifyInstance> {
  const { settings } = auth;
  const requestIds = requestIdSource();
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
    routerOptions: { ignoreTrailingSlash: true },
    return503OnClosing: true,
    forceCloseConnections: "idle",
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) =>
      void send(reply, refuse(toRefusal(error, settings.bodyLimit), auth, toAuthRequest(request))),
  });
  const headers = securityHeaders(settings);
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(headers).header("x-request-id", request.id);
  });
  app.addHook("onResponse", async (request, reply) => {
    const line = {
      reqId: request.id,
      method: request.method,
      path: pathOf(request.url),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    log.info(line, "request");
  });
  app.setErrorHandler((error: FastifyError, request, reply) =>
    send(reply, refuse(toRefusal(error, settings.bodyLimit), auth, toAuthRequest(request))),
  );
  app.setNotFoundHandler((_request, reply) => send(reply, toProblem(new AuthError("not_found"))));
  await app.register(waferRoutes, { auth });
  await app.register(pages, { auth, firstUser });
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

/** Fastify's own refusals in our words; anything else is ours to find in the log. */
function toRefusal(error: FastifyError, bodyLimit: number): unknown {
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new AuthError("body_too_large", { limit: bodyLimit });
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new AuthError("unsupported_media_type", { allow: "application/json" });
    default:
      return error.statusCode !== undefined && error.statusCode < 500
        ? new AuthError("invalid_request", { reason: "the request cannot be read" }, { cause: error })
        : error;
  }
}

/** What is not HTTP, or too large to be, gets its answer on the bare socket. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const refusal =
    error.code === "HPE_HEADER_OVERFLOW"
      ? new AuthError("headers_too_large")
      : new AuthError("invalid_request", { reason: "the request is not well-formed HTTP" });
  const { status, headers, body } = toProblem(refusal);
  const isTimeout = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  const statusLine = isTimeout
    ? "408 Request Timeout"
    : status === 431
      ? "431 Request Header Fields Too Large"
      : "400 Bad Request";
  const lines = Object.entries({
    ...headers,
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  });
  const text = isTimeout
    ? "Connection: close\r\nContent-Length: 0"
    : lines.map(([name, value]) => `${name}: ${value}`).join("\r\n");
  socket.end(`HTTP/1.1 ${statusLine}\r\n${text}\r\n\r\n${isTimeout ? "" : body}`);
}
