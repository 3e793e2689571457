import type { AuthRequest } from "../request/request.ts";
import type { Settings } from "../settings/table.ts";

/** Seconds a browser may remember a preflight's answer; Chromium caps it at two hours. */
const PREFLIGHT_MAX_AGE = "600";

export type Headers = Readonly<Record<string, string>>;

const EXPOSED_HEADERS = ["Retry-After", "X-Request-Id"];

const VARY: Headers = { vary: "Origin" };

type CorsSettings = Pick<Settings, "trustedOrigins" | "corsExposedHeaders">;

/** The CORS headers of an answer (Fetch section 3.2): for an origin on the exact list, or none but Vary. */
export function corsHeaders(request: AuthRequest, settings: CorsSettings): Headers {
  const origin = request.header("origin");
  if (origin === undefined || !settings.trustedOrigins.includes(origin)) return VARY;
  return {
    ...VARY,
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": [...EXPOSED_HEADERS, ...settings.corsExposedHeaders].join(", "),
  };
}

export function isPreflight(request: AuthRequest): boolean {
  return request.method === "OPTIONS" && request.header("access-control-request-method") !== undefined;
}

/** What a preflight is granted, beside {@link corsHeaders}; nothing for an origin that is not on the list. */
export function preflightHeaders(
  request: AuthRequest,
  settings: CorsSettings & Pick<Settings, "csrfHeaderName" | "authHeaderName" | "corsAllowedHeaders">,
): Headers {
  const granted = corsHeaders(request, settings);
  if (!("access-control-allow-origin" in granted)) return granted;
  const { authHeaderName, csrfHeaderName, corsAllowedHeaders } = settings;
  const allowedHeaders = ["Content-Type", authHeaderName, csrfHeaderName, ...corsAllowedHeaders];
  return {
    ...granted,
    vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
    "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
    "access-control-allow-headers": allowedHeaders.join(", "),
    "access-control-max-age": PREFLIGHT_MAX_AGE,
  };
}
