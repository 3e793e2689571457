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

/** Whose session a request rides on. */
export interface SessionOfRequest {
  readonly userId: string;
  readonly sessionId: string;
}

/**
 * For an unsafe request that rides on a session cookie: the origin must be trusted, and the CSRF header must hold a
 * token made for this session. A WebSocket's handshake is a GET that CORS does not hold back, and page script can give it
 * no header: its origin must be trusted (OWASP WebSocket Security; ASVS 4.4.2). A refusal touches no cookie, so it cannot
 * be used to sign somebody out.
 *
 * @throws {AuthError} csrf_failed
 */
export function checkCsrf(request: AuthRequest, whom: SessionOfRequest, context: CsrfContext): void {
  const isSafe = isSafeMethod(request.method);
  if (isSafe && request.header("upgrade") === undefined) return;
  checkOrigin(request, context.allowedOrigins, whom);
  if (!isSafe) checkCsrfHeader(request, whom, context);
}

/**
 * For refresh, whose page may have lost its CSRF token with a reload: a trusted origin that the browser vouches for
 * is proof enough; a silent request must carry the token. A token that is present must be right in any case.
 *
 * @throws {AuthError} csrf_failed
 */
export function checkRefreshCsrf(request: AuthRequest, whom: SessionOfRequest, context: CsrfContext): void {
  const proof: OriginProof = checkOrigin(request, context.allowedOrigins, whom);
  if (proof === "silent" || readHeader(request, context) !== undefined)
    checkCsrfHeader(request, whom, context);
}

function checkCsrfHeader(request: AuthRequest, whom: SessionOfRequest, context: CsrfContext): void {
  const name = context.settings.csrfHeaderName;
  const token = readHeader(request, context);
  if (token === undefined)
    throw refusal("token_missing", `the ${name} header is missing; get its value from GET /csrf`, whom);
  if (readCookie(request.header("cookie"), context.csrfCookieName).kind === "ambiguous") {
    throw refusal("two_cookies", "there are two CSRF cookies; delete the cookies of this site", whom);
  }
  if (!isCsrfTokenFor(whom, token, context.csrfKeys)) {
    const reason = `the ${name} header does not belong to this session; get a new value from GET /csrf`;
    throw refusal("token_of_another", reason, whom);
  }
}

function refusal(word: string, reason: string, whom: SessionOfRequest): AuthError {
  return new AuthError("csrf_failed", { reason }, { audit: { ...whom, reason: word } });
}

function readHeader(request: AuthRequest, context: CsrfContext): string | undefined {
  return request.header(context.settings.csrfHeaderName.toLowerCase());
}
