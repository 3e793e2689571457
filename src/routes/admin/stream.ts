import type { AuthContext } from "../../context.ts";
import { AuthError } from "../../errors.ts";
import type { AuthRequest } from "../../request/request.ts";
import type { RouteResult } from "../route.ts";

export const NDJSON = "application/x-ndjson";

/**
 * Lines that are sent while they are made, each a JSON object. A failure on the way ends them with a line of type
 * "error" and its code: the status has gone before. A client that goes away ends the work after its present step.
 */
export function ndjsonAnswer(
  lines: AsyncIterable<object>,
  request: AuthRequest,
  auth: AuthContext,
): RouteResult {
  return {
    status: 200,
    stream: toText(lines, request, auth),
    // A proxy that gathers an answer before it sends it would hide the progress.
    headers: { "content-type": `${NDJSON}; charset=utf-8`, "x-accel-buffering": "no" },
  };
}

async function* toText(
  lines: AsyncIterable<object>,
  request: AuthRequest,
  auth: AuthContext,
): AsyncGenerator<string> {
  try {
    for await (const line of lines) yield `${JSON.stringify(line)}\n`;
  } catch (error) {
    const code = error instanceof AuthError ? error.code : "internal_error";
    auth.log.error({ reqId: request.id, code, err: error }, "failed while it was answered");
    yield `${JSON.stringify({ type: "error", code })}\n`;
  }
}
