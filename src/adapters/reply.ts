import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { AuthError } from "../errors.ts";
import { type AuthResponse, toProblem } from "../routes/handle.ts";

/** Sends a neutral answer; headers set before (CORS) stay, and Vary keeps both lists. */
export function send(reply: FastifyReply, response: AuthResponse): FastifyReply {
  addHeaders(reply.code(response.status), response.headers);
  if (response.cookies.length > 0) reply.header("set-cookie", [...response.cookies]);
  if (response.stream !== undefined) return sendStream(reply, response.stream);
  return reply.send(response.body === "" ? undefined : response.body);
}

/** Adds headers to an answer; Vary keeps what stands in it. */
export function addHeaders(reply: FastifyReply, headers: AuthResponse["headers"]): FastifyReply {
  const { vary } = headers;
  const earlier = reply.getHeader("vary");
  const isMerged = earlier !== undefined && vary !== undefined;
  return reply.headers(isMerged ? { ...headers, vary: mergeVary(String(earlier), vary) } : headers);
}

/** HEAD has no body: reading one to throw it away would read a whole table. An empty one, as none would have the length 0. */
function sendStream(reply: FastifyReply, stream: NonNullable<AuthResponse["stream"]>): FastifyReply {
  return reply.send(Readable.from(reply.request.method === "HEAD" ? [] : stream));
}

function mergeVary(...lists: string[]): string {
  return [...new Set(lists.flatMap((list) => list.split(",")).map((name) => name.trim()))]
    .filter((name) => name !== "")
    .join(", ");
}

/** Bodies come as bytes: which kind a route takes is the route's business, and no parser of the app runs before it. */
export function readBodiesAsBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
}

/** The body as it came; empty where there was none. */
export function bytesOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] as const;

/** Answers 405 with Allow to every method that a path does not take. */
export function refuseOtherMethods(app: FastifyInstance, path: string, routed: readonly string[]): void {
  const taken = [...routed, ...(routed.includes("GET") ? ["HEAD"] : [])];
  const allow = taken.join(", ");
  app.route({
    method: METHODS.filter((method) => !taken.includes(method)),
    url: path,
    config: { allow },
    handler: async (request, reply) => {
      const details = { method: request.method, allow };
      return send(reply, toProblem(new AuthError("method_not_allowed", details)));
    },
  });
}
