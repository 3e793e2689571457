import { type AuditDetails, AuthError } from "../errors.ts";
import type { AuthRequest } from "../request/request.ts";

/** What the request itself proves of where it comes from. */
export type OriginProof = "proven" | "silent";

/**
 * Refuses a request that another site's page sent. An Origin header must be one of `allowed`, to the letter; without
 * one, Sec-Fetch-Site must be `same-origin` or `none`. A request with neither header, from curl or a native client,
 * is let through as "silent": no browser sends an unsafe request so (Fetch section 3.1).
 *
 * @param whom whose session the request rides on, for the audit trail
 * @throws {AuthError} csrf_failed
 */
export function checkOrigin(
  request: AuthRequest,
  allowed: ReadonlySet<string>,
  whom: AuditDetails = {},
): OriginProof {
  const origin = request.header("origin");
  if (origin !== undefined) {
    if (allowed.has(origin)) return "proven";
    throw new AuthError(
      "csrf_failed",
      {
        reason:
          "the request comes from an origin that is not trusted; add it to trustedOrigins (WAFER_TRUSTED_ORIGINS) if it is yours",
      },
      { audit: { ...whom, reason: "untrusted_origin" } },
    );
  }
  const site = request.header("sec-fetch-site");
  if (site === undefined) return "silent";
  if (site === "same-origin" || site === "none") return "proven";
  throw new AuthError(
    "csrf_failed",
    { reason: "the request comes from another site" },
    { audit: { ...whom, reason: "another_site" } },
  );
}
