import type { KeyObject } from "node:crypto";
import { readCookie } from "../cookies/read-cookie.ts";
import { AuthError } from "../errors.ts";
import { type AuthRequest, isSafeMethod } from "../request/request.ts";
import type { Settings } from "../settings/table.ts";
import { checkOrigin, type OriginProof } from "./check-origin.ts";
import { isCsrfTokenFor } from "./csrf-token.ts";

export interface CsrfContext {
  readonly settings: Pick<Settings, "csrfHeaderName">;
  readonly allowedOrigins: ReadonlySet<string>;
  readonly csrfCookieName: string;
  readonly csrfKeys: readonly KeyObject[];
}

/**
 * For an unsafe request that rides on a session cookie: the origin must be trusted, and the CSRF header must hold a
 * token made for this session. A refusal touches no cookie, so it cannot be used to sign somebody out.
 *
 * @throws {AuthError} csrf_failed
 */
export function checkCsrf(request: AuthRequest, sessionId: string, context: CsrfContext): void {
  if (isSafeMethod(request.method)) return;
  checkOrigin(request, context.allowedOrigins);
  checkCsrfHeader(request, sessionId, context);
}

/**
 * For refresh, whose page may have lost its CSRF token with a reload: a trusted origin that the browser vouches for
 * is proof enough; a silent request must carry the token. A token that is present must be right in any case.
 *
 * @throws {AuthError} csrf_failed
 */
export function checkRefreshCsrf(request: AuthRequest, sessionId: string, context: CsrfContext): void {
  const proof: OriginProof = checkOrigin(request, context.allowedOrigins);
  if (proof === "silent" || readHeader(request, context) !== undefined)
    checkCsrfHeader(request, sessionId, context);
}

function checkCsrfHeader(request: AuthRequest, sessionId: string, context: CsrfContext): void {
  const name = context.settings.csrfHeaderName;
  const token = readHeader(request, context);
  if (token === undefined)
    throw new AuthError("csrf_failed", {
      reason: `the ${name} header is missing; get its value from GET /csrf`,
    });
  if (readCookie(request.header("cookie"), context.csrfCookieName).kind === "ambiguous") {
    throw new AuthError("csrf_failed", {
      reason: "there are two CSRF cookies; delete the cookies of this site",
    });
  }
  if (!isCsrfTokenFor({ sessionId }, token, context.csrfKeys)) {
    throw new AuthError("csrf_failed", {
      reason: `the ${name} header does not belong to this session; get a new value from GET /csrf`,
    });
  }
}

function readHeader(request: AuthRequest, context: CsrfContext): string | undefined {
  return request.header(context.settings.csrfHeaderName.toLowerCase());
}
