import { closest } from "./closest.ts";
import { SettingsError } from "./settings.ts";
import type { SettingsInput } from "./table.ts";

/** A SIMPLE_JWT dictionary, in its own upper-case names. Lifetimes are text ("5m") or seconds, None is null. */
export type SimpleJwt = Readonly<Record<string, unknown>>;

/** Where a SIMPLE_JWT name goes: a setting of ours, a value that must be so, or the reason why it has no place. */
type Place =
  | ({
      readonly setting: keyof SettingsInput;
      readonly read?: (value: unknown) => unknown;
      /** Counts where AUTH_TOKEN_CLASSES names the sliding token, over the setting's other name; has no effect otherwise. */
      readonly onlyWhenSliding?: true;
      /** Whether None means something to the setting. Elsewhere it would mean our default, which nobody asked for. */
      readonly takesNone?: true;
      /** How it differs from SimpleJWT's. */
      readonly note?: string;
    } & Partial<Demand>)
  | Demand
  | { readonly never: string };

const ALWAYS_ROTATES =
  "refresh tokens always rotate here, and an old one ends the session: a token that never changes cannot be caught when stolen";
const OWN_CLASSES = "a kind of token is not a class here";
const OWN_ANSWERS = "the answers of the routes are fixed; docs/reference/http.md has them";
const SLIDING_TOKEN = "rest_framework_simplejwt.tokens.SlidingToken";
const DEFAULT_RULE = "rest_framework_simplejwt.authentication.default_user_authentication_rule";

/** The values that a name may have, and why no other. */
interface Demand {
  readonly only: readonly unknown[];
  readonly because: string;
}

/** Every setting of SimpleJWT 5.x, of its removed ones, and of the tutorial's own AUTH_COOKIE family. */
export const simpleJwtPlaces: Readonly<Record<string, Place>> = {
  ACCESS_TOKEN_LIFETIME: { setting: "accessTokenLifetime" },
  REFRESH_TOKEN_LIFETIME: { setting: "refreshTokenLifetime" },
  ROTATE_REFRESH_TOKENS: { only: [true, false], because: ALWAYS_ROTATES },
  BLACKLIST_AFTER_ROTATION: { only: [true, false], because: ALWAYS_ROTATES },
  UPDATE_LAST_LOGIN: { setting: "updateLastLogin", note: "where it is left out, the last login is noted" },
  ALGORITHM: {
    only: ["HS256"],
    because:
      "only HS256 takes its key from here: for EdDSA, ES256 and RS256 set `algorithm` and run `wafer keys generate`; HS384 and HS512 are not offered",
  },
  SIGNING_KEY: {
    setting: "secret",
    note: "the keys are derived from it: no other program can verify tokens with it ([decision 18](../decisions/0018-the-signing-key-is-derived.md))",
  },
  VERIFYING_KEY: {
    only: [null, ""],
    because: "HS256 has one key, and the keys of other algorithms are in the database (`wafer keys`)",
  },
  AUDIENCE: { setting: "audience", takesNone: true },
  ISSUER: { setting: "issuer", takesNone: true },
  JSON_ENCODER: { only: [null], because: "claims are plain JSON" },
  JWK_URL: { only: [null], because: "only tokens of this server are accepted" },
  LEEWAY: { setting: "leeway", note: "whole seconds" },
  AUTH_HEADER_TYPES: {
    setting: "authHeaderTypes",
    read: (value) => (typeof value === "string" ? [value] : value),
  },
  AUTH_HEADER_NAME: { setting: "authHeaderName", read: fromWsgiName },
  USER_ID_FIELD: { only: ["id"], because: "a token names its user by id" },
  USER_ID_CLAIM: { setting: "userIdClaim" },
  USER_AUTHENTICATION_RULE: {
    setting: "userAuthenticationRule",
    takesNone: true,
    read: (value) => (value === DEFAULT_RULE ? null : value),
  },
  AUTH_TOKEN_CLASSES: {
    setting: "slidingTokens",
    read: (value) => isSame([SLIDING_TOKEN], value),
    only: [["rest_framework_simplejwt.tokens.AccessToken"], [SLIDING_TOKEN]],
    because: OWN_CLASSES,
  },
  TOKEN_TYPE_CLAIM: { setting: "tokenTypeClaim" },
  JTI_CLAIM: { setting: "jtiClaim" },
  TOKEN_USER_CLASS: {
    only: ["rest_framework_simplejwt.models.TokenUser"],
    because: "authenticate() answers with an Identity",
  },
  SLIDING_TOKEN_LIFETIME: { setting: "accessTokenLifetime", onlyWhenSliding: true },
  SLIDING_TOKEN_REFRESH_LIFETIME: { setting: "refreshTokenLifetime", onlyWhenSliding: true },
  SLIDING_TOKEN_REFRESH_EXP_CLAIM: { setting: "refreshExpClaim" },
  TOKEN_OBTAIN_SERIALIZER: {
    only: ["rest_framework_simplejwt.serializers.TokenObtainPairSerializer"],
    because: `${OWN_ANSWERS}; claims of your own come from the setting \`claims\``,
  },
  TOKEN_REFRESH_SERIALIZER: {
    only: ["rest_framework_simplejwt.serializers.TokenRefreshSerializer"],
    because: OWN_ANSWERS,
  },
  TOKEN_VERIFY_SERIALIZER: {
    only: ["rest_framework_simplejwt.serializers.TokenVerifySerializer"],
    because: OWN_ANSWERS,
  },
  TOKEN_BLACKLIST_SERIALIZER: {
    only: ["rest_framework_simplejwt.serializers.TokenBlacklistSerializer"],
    because: OWN_ANSWERS,
  },
  SLIDING_TOKEN_OBTAIN_SERIALIZER: {
    only: ["rest_framework_simplejwt.serializers.TokenObtainSlidingSerializer"],
    because: OWN_ANSWERS,
  },
  SLIDING_TOKEN_REFRESH_SERIALIZER: {
    only: ["rest_framework_simplejwt.serializers.TokenRefreshSlidingSerializer"],
    because: OWN_ANSWERS,
  },
  CHECK_REVOKE_TOKEN: { only: [true, false], because: "a password change ends the other sessions, always" },
  REVOKE_TOKEN_CLAIM: { only: ["hash_password"], because: "no token carries anything of the password" },
  CHECK_USER_IS_ACTIVE: { only: [true], because: "inactive users are refused, always" },
  ON_LOGIN_SUCCESS: {
    only: [null, "rest_framework_simplejwt.serializers.default_on_login_success"],
    because: "sign-ins are in the events table",
  },
  ON_LOGIN_FAILED: {
    only: [null, "rest_framework_simplejwt.serializers.default_on_login_failed"],
    because: "refused sign-ins are in the events table",
  },
  AUTH_COOKIE: { setting: "accessCookieName" },
  AUTH_COOKIE_DOMAIN: { setting: "cookieDomain", takesNone: true },
  AUTH_COOKIE_SECURE: { setting: "cookieSecure" },
  AUTH_COOKIE_HTTP_ONLY: { only: [true], because: "page script must not read the tokens" },
  AUTH_COOKIE_PATH: { setting: "cookiePath" },
  AUTH_COOKIE_SAMESITE: { setting: "cookieSameSite" },
  AUTH_HEADER_TYPE: { never: "it was removed from SimpleJWT; its successor is AUTH_HEADER_TYPES" },
  AUTH_TOKEN_CLASS: { never: "it was removed from SimpleJWT; its successor is AUTH_TOKEN_CLASSES" },
  SECRET_KEY: { never: "it was removed from SimpleJWT; its successor is SIGNING_KEY" },
  TOKEN_BACKEND_CLASS: { never: "it was removed from SimpleJWT and has no successor" },
};

/**
 * Settings from a SIMPLE_JWT dictionary, for who comes from Django: the same names, and the tutorial's AUTH_COOKIE family.
 *
 * @throws {SettingsError} for unknown names (with a suggestion), removed ones (with their successor), and values that
 * have no place here (with the reason)
 * @example defineSettings({ ...simpleJwt({ ACCESS_TOKEN_LIFETIME: "5m", SIGNING_KEY: secret, AUTH_COOKIE: "access_token" }) })
 */
export function simpleJwt(dictionary: SimpleJwt): SettingsInput {
  const problems = Object.entries(dictionary).flatMap(([name, value]) => problemWith(name, value));
  if (problems.length > 0) throw new SettingsError(problems);
  const isSliding = isSame([SLIDING_TOKEN], dictionary["AUTH_TOKEN_CLASSES"]);
  const read = (isOfSliding: boolean) =>
    Object.entries(dictionary).flatMap(([name, value]) => {
      const place = simpleJwtPlaces[name];
      if (place === undefined || !("setting" in place)) return [];
      if ((place.onlyWhenSliding ?? false) !== isOfSliding) return [];
      return [[place.setting, place.read === undefined ? value : place.read(value)]];
    });
  return Object.fromEntries([...read(false), ...(isSliding ? read(true) : [])]) as SettingsInput;
}

function problemWith(name: string, value: unknown): string[] {
  const place = Object.hasOwn(simpleJwtPlaces, name) ? simpleJwtPlaces[name] : undefined;
  if (place === undefined) {
    const near = closest(name, Object.keys(simpleJwtPlaces));
    return [`unknown SIMPLE_JWT setting ${name}.${near === null ? "" : ` Did you mean ${near}?`}`];
  }
  if ("never" in place) return [`SIMPLE_JWT setting ${name}: ${place.never}`];
  if (value === null && "setting" in place && place.takesNone !== true)
    return [
      `SIMPLE_JWT setting ${name} cannot be None: leave it out for the default of \`${place.setting}\``,
    ];
  if (place.only === undefined || place.only.some((known) => isSame(known, value))) return [];
  return [`SIMPLE_JWT setting ${name} cannot have this value: ${place.because}`];
}

function isSame(known: unknown, value: unknown): boolean {
  return JSON.stringify(known) === JSON.stringify(value);
}

/** WSGI's name of a header ("HTTP_AUTHORIZATION") as HTTP writes it. */
function fromWsgiName(name: unknown): unknown {
  return typeof name === "string"
    ? name
        .replace(/^HTTP_/, "")
        .replaceAll("_", "-")
        .toLowerCase()
    : name;
}
