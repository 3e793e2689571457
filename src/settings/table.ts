import type { CustomClaims } from "../claims.ts";
import type { User, UserWithGroups } from "../user.ts";
import * as read from "./readers.ts";

interface Setting<Input, Value> {
  /** What a user may leave out; `undefined` marks a setting that must be given. */
  readonly default: Input | undefined;
  readonly read: read.Reader<Input, Value>;
  /** The environment variable that overrides it; null for what can only be given in code. */
  readonly env: string | null;
  readonly doc: string;
}

function setting<Input, Value>(
  reader: read.Reader<Input, Value>,
  fallback: Input | undefined,
  env: string | null,
  doc: string,
): Setting<Input, Value> {
  return { read: reader, default: fallback, env, doc };
}

/** Every setting, once: its reader, default, environment variable and meaning. docs/reference/settings.md is tested against it. */
export const settingsTable = {
  secret: setting(
    read.text,
    undefined,
    "WAFER_SECRET",
    "Signs tokens and CSRF tokens. At least 32 bytes, random. Made by `wafer init`.",
  ),
  secretFallbacks: setting(
    read.list,
    [],
    "WAFER_SECRET_FALLBACKS",
    "Secrets that are accepted beside `secret`: the former one after a change. With several servers, first put the new one here on each of them, then change `secret` and put the old one here, and at last, once its tokens and events are past, take that out.",
  ),
  algorithm: setting(
    read.oneOf("HS256", "EdDSA", "ES256", "RS256"),
    "HS256",
    "WAFER_ALGORITHM",
    "Signs access tokens. All but HS256 let others verify them by `/.well-known/jwks.json`, and take keys of `wafer keys`.",
  ),
  origin: setting(
    read.origin,
    "http://localhost:8000",
    "WAFER_ORIGIN",
    "The public origin of this server, as browsers see it.",
  ),
  trustedOrigins: setting(
    read.origins,
    [],
    "WAFER_TRUSTED_ORIGINS",
    "Front ends on other origins that may call this server with cookies. Exact origins.",
  ),
  corsAllowedHeaders: setting(
    read.headerNames,
    [],
    "WAFER_CORS_ALLOWED_HEADERS",
    "Request headers that those front ends may send, such as `traceparent`, beside `Content-Type`, `Authorization` and the CSRF token's.",
  ),
  corsExposedHeaders: setting(
    read.headerNames,
    [],
    "WAFER_CORS_EXPOSED_HEADERS",
    "Response headers that their scripts may read, beside `Retry-After` and `X-Request-Id`.",
  ),
  database: setting(
    read.text,
    "sqlite:.wafer/wafer.db",
    "DATABASE_URL",
    "Where the data lives: `sqlite:PATH`.",
  ),

  accessTokenLifetime: setting(
    read.duration,
    "5m",
    "WAFER_ACCESS_TOKEN_LIFETIME",
    "How long an access token is valid.",
  ),
  refreshTokenLifetime: setting(
    read.duration,
    "1d",
    "WAFER_REFRESH_TOKEN_LIFETIME",
    "How long a session may idle before it ends; each refresh starts it anew.",
  ),
  sessionLifetime: setting(
    read.duration,
    "30d",
    "WAFER_SESSION_LIFETIME",
    "How long a session may last in all, however active.",
  ),
  rotationGrace: setting(
    read.duration,
    "10s",
    "WAFER_ROTATION_GRACE",
    "How long the previous refresh token stays acceptable once its successor has been seen. At most `5m`.",
  ),
  maxSessionsPerUser: setting(
    read.wholeNumber(1, 100_000),
    100,
    "WAFER_MAX_SESSIONS_PER_USER",
    "How many sessions a user may have at a time.",
  ),
  sessionLimitRule: setting(
    read.oneOf("end_oldest", "refuse"),
    "end_oldest",
    "WAFER_SESSION_LIMIT_RULE",
    "What a sign-in past that limit does: `end_oldest` ends the user's oldest session, `refuse` answers 409.",
  ),
  issuer: setting(
    read.optionalText,
    null,
    "WAFER_ISSUER",
    "The `iss` claim: written into tokens and demanded of them.",
  ),
  audience: setting(
    read.optionalText,
    null,
    "WAFER_AUDIENCE",
    "The `aud` claim: written into tokens and demanded of them.",
  ),
  userIdClaim: setting(read.claimName, "user_id", "WAFER_USER_ID_CLAIM", "The claim that names the user."),
  tokenTypeClaim: setting(
    read.claimName,
    "token_type",
    "WAFER_TOKEN_TYPE_CLAIM",
    "The claim that names the kind of token.",
  ),
  jtiClaim: setting(read.claimName, "jti", "WAFER_JTI_CLAIM", "The claim that names the token."),
  claims: setting(
    read.optionalFunction<(user: UserWithGroups) => CustomClaims>(),
    null,
    null,
    "`(user) => ({ … })`: claims of your own in access tokens, `user.groups` among what they can tell, asked at sign-in and at each refresh. The same user must give the same claims, so that racing tabs get the same token. Anybody who holds the token can read them; with the rest they must fit into a cookie of 4096 bytes.",
  ),
  userAuthenticationRule: setting(
    read.optionalFunction<(user: User) => boolean>(),
    null,
    null,
    "`(user) => boolean`: who may be signed in, beside being active. Asked at sign-in, at each refresh and before an account is changed; false ends the session.",
  ),
  slidingTokens: setting(
    read.flag,
    false,
    "WAFER_SLIDING_TOKENS",
    "One cookie with one token in the place of two: it opens requests for `accessTokenLifetime` and can be refreshed for `refreshTokenLifetime`. With HS256 only.",
  ),
  refreshExpClaim: setting(
    read.claimName,
    "refresh_exp",
    "WAFER_REFRESH_EXP_CLAIM",
    "The claim of a sliding token that tells until when it can be refreshed.",
  ),
  authHeaderName: setting(
    read.text,
    "Authorization",
    "WAFER_AUTH_HEADER_NAME",
    "The request header that may carry an access token in the place of the cookie.",
  ),
  authHeaderTypes: setting(
    read.list,
    ["Bearer"],
    "WAFER_AUTH_HEADER_TYPES",
    "Schemes accepted in that header. The first one is named in WWW-Authenticate.",
  ),
  bearerMode: setting(
    read.flag,
    false,
    "WAFER_BEARER_MODE",
    "Whether POST /token gives tokens in a body, for native and command-line clients. A browser app needs it not.",
  ),
  updateLastLogin: setting(
    read.flag,
    true,
    "WAFER_UPDATE_LAST_LOGIN",
    "Whether a sign-in is noted, a second later, as the user's last login.",
  ),
  leeway: setting(
    read.duration,
    0,
    "WAFER_LEEWAY",
    "Clock difference tolerated when a token's end is checked.",
  ),

  accessCookieName: setting(
    read.text,
    "access_token",
    "WAFER_ACCESS_COOKIE_NAME",
    "Name of the access cookie, before the prefix that the other cookie settings allow.",
  ),
  refreshCookieName: setting(
    read.text,
    "refresh_token",
    "WAFER_REFRESH_COOKIE_NAME",
    "Name of the refresh cookie, before its prefix.",
  ),
  csrfCookieName: setting(
    read.text,
    "csrftoken",
    "WAFER_CSRF_COOKIE_NAME",
    "Name of the CSRF cookie, which page script may read, before its prefix.",
  ),
  cookieDomain: setting(
    read.optionalText,
    null,
    "WAFER_COOKIE_DOMAIN",
    "Domain attribute of the cookies. Unset: this host only, the safest.",
  ),
  cookiePath: setting(read.text, "/", "WAFER_COOKIE_PATH", "Path attribute of the cookies."),
  cookieSecure: setting(
    read.flag,
    true,
    "WAFER_COOKIE_SECURE",
    "Secure attribute. Chromium and Firefox keep Secure cookies on http://localhost.",
  ),
  cookieSameSite: setting(
    read.oneOf("Lax", "Strict", "None"),
    "Lax",
    "WAFER_COOKIE_SAME_SITE",
    "SameSite attribute.",
  ),
  clearSiteData: setting(
    read.list,
    ["cache", "cookies", "storage"],
    "WAFER_CLEAR_SITE_DATA",
    "What Clear-Site-Data asks the browser to forget at sign-out. `cookies` covers every host of the registrable domain: leave it out where other apps there keep cookies of their own.",
  ),
  csrfHeaderName: setting(
    read.text,
    "X-CSRFToken",
    "WAFER_CSRF_HEADER_NAME",
    "The request header that carries the CSRF token.",
  ),

  minPasswordLength: setting(
    read.wholeNumber(8, 256),
    8,
    "WAFER_MIN_PASSWORD_LENGTH",
    "Fewest characters of a new password. NIST recommends 15 where a password is the only factor.",
  ),
  hashConcurrency: setting(
    read.wholeNumber(0, 256),
    0,
    "WAFER_HASH_CONCURRENCY",
    "Password hashes computed at a time. 0: one per core.",
  ),
  hashQueueLimit: setting(
    read.wholeNumber(1, 100_000),
    128,
    "WAFER_HASH_QUEUE_LIMIT",
    "Logins that may wait for a hash; past it 503 with Retry-After.",
  ),
  loginAttemptsPerAccount: setting(
    read.wholeNumber(1, 1_000_000_000),
    10,
    "WAFER_LOGIN_ATTEMPTS_PER_ACCOUNT",
    "Failed logins of one account within the window; past it 429. A known device has its own count.",
  ),
  loginAttemptsPerAddress: setting(
    read.wholeNumber(1, 1_000_000_000),
    100,
    "WAFER_LOGIN_ATTEMPTS_PER_ADDRESS",
    "Failed logins from one address (IPv6: one /64) within the window; past it 429.",
  ),
  loginAttemptWindow: setting(
    read.duration,
    "15m",
    "WAFER_LOGIN_ATTEMPT_WINDOW",
    "The window of the two limits above, at most `30d`.",
  ),

  admin: setting(
    read.flag,
    true,
    "WAFER_ADMIN",
    "Whether there is an admin, with its routes under `/admin/api` and, with `wafer serve`, its page at `/admin`. Only staff may use them.",
  ),
  reauthenticationAge: setting(
    read.duration,
    "15m",
    "WAFER_REAUTHENTICATION_AGE",
    "How long after a proof of the password the admin takes destructive acts; then it asks for the password again. At most `1d`.",
  ),

  eventRetention: setting(
    read.duration,
    "90d",
    "WAFER_EVENT_RETENTION",
    "How long events are kept. Older ones are deleted once an hour, as by `wafer flush`. At least `1d`.",
  ),

  host: setting(read.text, "localhost", "HOST", "Address the server listens on."),
  port: setting(read.wholeNumber(0, 65_535), 8000, "PORT", "Port the server listens on."),
  dataDir: setting(read.text, ".wafer", "WAFER_DATA_DIR", "Folder of the development database and secret."),
  trustedProxies: setting(
    read.list,
    [],
    "WAFER_TRUSTED_PROXIES",
    "Addresses or CIDR ranges of the proxies whose X-Forwarded-For is believed by `wafer serve`. In an app of your own it is Fastify's `trustProxy` that counts.",
  ),
  bodyLimit: setting(
    read.wholeNumber(1_000, 10_000_000),
    100_000,
    "WAFER_BODY_LIMIT",
    "Largest request body, in bytes.",
  ),
  logLevel: setting(
    read.oneOf("debug", "info", "warn", "error", "silent"),
    "info",
    "WAFER_LOG_LEVEL",
    "Least severe log lines written.",
  ),
} as const;

export type SettingName = keyof typeof settingsTable;
type InputOf<S> = S extends Setting<infer Input, unknown> ? Input : never;
type ValueOf<S> =
  S extends Setting<never, infer Value> ? Value : S extends Setting<infer _, infer Value> ? Value : never;

/** What a user writes: any of the settings; lifetimes as text ("5m") or seconds. */
export type SettingsInput = {
  readonly [Name in SettingName]?: InputOf<(typeof settingsTable)[Name]> | undefined;
};

/** What the code reads: every setting, checked, lifetimes in seconds. Frozen. */
export type Settings = { readonly [Name in SettingName]: ValueOf<(typeof settingsTable)[Name]> };
