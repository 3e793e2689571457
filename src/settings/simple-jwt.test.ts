import { describe, expect, it } from "vitest";
import { defineSettings, SettingsError } from "./settings.ts";
import { simpleJwt } from "./simple-jwt.ts";

const SIGNING_KEY = "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE";

/** The dictionary of the tutorial "JWT token as HttpOnly cookie in Django", its timedeltas in text. */
const TUTORIAL = {
  ACCESS_TOKEN_LIFETIME: "5m",
  REFRESH_TOKEN_LIFETIME: "1d",
  ROTATE_REFRESH_TOKENS: false,
  BLACKLIST_AFTER_ROTATION: true,
  UPDATE_LAST_LOGIN: false,
  ALGORITHM: "HS256",
  SIGNING_KEY,
  VERIFYING_KEY: null,
  AUDIENCE: null,
  ISSUER: null,
  AUTH_HEADER_TYPES: ["Bearer"],
  AUTH_HEADER_NAME: "HTTP_AUTHORIZATION",
  USER_ID_FIELD: "id",
  USER_ID_CLAIM: "user_id",
  AUTH_TOKEN_CLASSES: ["rest_framework_simplejwt.tokens.AccessToken"],
  TOKEN_TYPE_CLAIM: "token_type",
  JTI_CLAIM: "jti",
  SLIDING_TOKEN_REFRESH_EXP_CLAIM: "refresh_exp",
  SLIDING_TOKEN_LIFETIME: "5m",
  SLIDING_TOKEN_REFRESH_LIFETIME: "1d",
  AUTH_COOKIE: "access_token",
  AUTH_COOKIE_DOMAIN: null,
  AUTH_COOKIE_SECURE: false,
  AUTH_COOKIE_HTTP_ONLY: true,
  AUTH_COOKIE_PATH: "/",
  AUTH_COOKIE_SAMESITE: "Lax",
};

function problemsOf(dictionary: Record<string, unknown>): readonly string[] {
  try {
    simpleJwt(dictionary);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe("simpleJwt", () => {
  it("takes the tutorial's dictionary, every name of it", () => {
    expect(defineSettings(simpleJwt(TUTORIAL))).toMatchObject({
      secret: SIGNING_KEY,
      accessTokenLifetime: 300,
      refreshTokenLifetime: 86_400,
      updateLastLogin: false,
      authHeaderName: "authorization",
      accessCookieName: "access_token",
      cookieSecure: false,
      cookieSameSite: "Lax",
    });
  });

  it("takes SimpleJWT's own defaults, every name of them", () => {
    const serializers = "rest_framework_simplejwt.serializers";
    const defaults = {
      ...TUTORIAL,
      JSON_ENCODER: null,
      JWK_URL: null,
      LEEWAY: 0,
      USER_AUTHENTICATION_RULE: "rest_framework_simplejwt.authentication.default_user_authentication_rule",
      ON_LOGIN_SUCCESS: `${serializers}.default_on_login_success`,
      ON_LOGIN_FAILED: `${serializers}.default_on_login_failed`,
      TOKEN_USER_CLASS: "rest_framework_simplejwt.models.TokenUser",
      TOKEN_OBTAIN_SERIALIZER: `${serializers}.TokenObtainPairSerializer`,
      TOKEN_REFRESH_SERIALIZER: `${serializers}.TokenRefreshSerializer`,
      TOKEN_VERIFY_SERIALIZER: `${serializers}.TokenVerifySerializer`,
      TOKEN_BLACKLIST_SERIALIZER: `${serializers}.TokenBlacklistSerializer`,
      SLIDING_TOKEN_OBTAIN_SERIALIZER: `${serializers}.TokenObtainSlidingSerializer`,
      SLIDING_TOKEN_REFRESH_SERIALIZER: `${serializers}.TokenRefreshSlidingSerializer`,
      CHECK_REVOKE_TOKEN: false,
      REVOKE_TOKEN_CLAIM: "hash_password",
      CHECK_USER_IS_ACTIVE: true,
    };
    expect(problemsOf(defaults)).toEqual([]);
  });

  it.each([
    "TOKEN_TYPE_CLAIM",
    "JTI_CLAIM",
    "USER_ID_CLAIM",
    "AUTH_COOKIE",
    "AUTH_COOKIE_SAMESITE",
    "LEEWAY",
  ])("refuses None for %s, which would switch off what is always on", (name) => {
    expect(problemsOf({ [name]: null })).toEqual([
      expect.stringContaining(`${name} cannot be None: leave it out`),
    ]);
  });

  it("carries claim names, header types, audience, issuer and leeway over", () => {
    const settings = defineSettings(
      simpleJwt({
        SIGNING_KEY,
        USER_ID_CLAIM: "uid",
        JTI_CLAIM: "id",
        TOKEN_TYPE_CLAIM: "kind",
        AUTH_HEADER_TYPES: "JWT",
        AUTH_HEADER_NAME: "HTTP_X_ACCESS_TOKEN",
        AUDIENCE: "shop",
        ISSUER: "login",
        LEEWAY: 3,
      }),
    );
    expect(settings).toMatchObject({
      userIdClaim: "uid",
      jtiClaim: "id",
      tokenTypeClaim: "kind",
      authHeaderTypes: ["JWT"],
      authHeaderName: "x-access-token",
      audience: "shop",
      issuer: "login",
      leeway: 3,
    });
  });

  it("takes the sliding token with its lifetimes, and leaves them out without it", () => {
    const dictionary = {
      SIGNING_KEY,
      SLIDING_TOKEN_LIFETIME: "10m",
      SLIDING_TOKEN_REFRESH_LIFETIME: "2d",
      SLIDING_TOKEN_REFRESH_EXP_CLAIM: "until",
      ACCESS_TOKEN_LIFETIME: "1m",
    };
    const sliding = { AUTH_TOKEN_CLASSES: ["rest_framework_simplejwt.tokens.SlidingToken"] };
    expect(defineSettings(simpleJwt({ ...dictionary, ...sliding }))).toMatchObject({
      slidingTokens: true,
      accessTokenLifetime: 600,
      refreshTokenLifetime: 172_800,
      refreshExpClaim: "until",
    });
    expect(defineSettings(simpleJwt(dictionary))).toMatchObject({
      slidingTokens: false,
      accessTokenLifetime: 60,
      refreshTokenLifetime: 86_400,
    });
  });

  it("takes a function as USER_AUTHENTICATION_RULE, and SimpleJWT's own by its path", () => {
    const rule = () => true;
    const settings = (value: unknown) =>
      defineSettings(simpleJwt({ SIGNING_KEY, USER_AUTHENTICATION_RULE: value })).userAuthenticationRule;
    expect(settings(rule)).toBe(rule);
    expect(settings("rest_framework_simplejwt.authentication.default_user_authentication_rule")).toBe(null);
    expect(() => settings("shop.rules.paying_only")).toThrow("userAuthenticationRule must be a function");
  });

  it("names the setting that was meant", () => {
    expect(problemsOf({ ACESS_TOKEN_LIFETIME: 5 })).toEqual([
      "unknown SIMPLE_JWT setting ACESS_TOKEN_LIFETIME. Did you mean ACCESS_TOKEN_LIFETIME?",
    ]);
  });

  it.each([
    ["AUTH_HEADER_TYPE", "AUTH_HEADER_TYPES"],
    ["AUTH_TOKEN_CLASS", "AUTH_TOKEN_CLASSES"],
    ["SECRET_KEY", "SIGNING_KEY"],
  ])("refuses the removed %s and names its successor %s", (removed, successor) => {
    expect(problemsOf({ [removed]: "x" })[0]).toContain(`its successor is ${successor}`);
  });

  it.each([
    ["AUTH_COOKIE_HTTP_ONLY", false, "page script must not read the tokens"],
    ["ALGORITHM", "none", "HS256"],
    ["JWK_URL", "https://keys.example.com", "only tokens of this server"],
    ["TOKEN_OBTAIN_SERIALIZER", "shop.Serializer", "docs/reference/http.md"],
    ["AUTH_TOKEN_CLASSES", ["shop.tokens.OwnToken"], "not a class"],
  ])("refuses %s = %j, and says why", (name, value, reason) => {
    expect(problemsOf({ [name]: value })[0]).toContain(reason);
  });

  it("has no place for what only looks like a name", () => {
    expect(problemsOf({ constructor: 1, toString: 2 })).toHaveLength(2);
  });
});
