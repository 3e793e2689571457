import { describe, expect, it } from "vitest";
import { defineSettings, misspeltVariables, SettingsError, settingsFromEnvironment } from "./settings.ts";
import { type SettingsInput, settingsTable } from "./table.ts";

const secret = "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE";
const former = "oQ5mT1yHs8VbXe4RzK7cWnL0jUaF3pGdI9tSvN2uEwM";
const origin = "https://app.example.test";

/** What is wrong with the settings; empty when nothing is. */
function problemsOf(input: SettingsInput): readonly string[] {
  try {
    defineSettings({ secret, origin, ...input });
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe("defineSettings", () => {
  it("completes what is given with the defaults, lifetimes in seconds", () => {
    expect(defineSettings({ secret })).toMatchObject({
      origin: "http://localhost:8000",
      trustedOrigins: [],
      accessTokenLifetime: 300,
      refreshTokenLifetime: 86_400,
      sessionLifetime: 2_592_000,
      rotationGrace: 10,
      issuer: null,
      cookieSecure: true,
      cookieSameSite: "Lax",
      minPasswordLength: 8,
      trustedProxies: [],
      bodyLimit: 100_000,
    });
  });

  it("freezes the settings and the lists in them", () => {
    const settings = defineSettings({ secret, trustedOrigins: ["https://a.test"] });
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.isFrozen(settings.trustedOrigins)).toBe(true);
    expect(Object.isFrozen(settings.trustedProxies)).toBe(true);
  });

  it.each([
    ["acessTokenLifetime", "accessTokenLifetime"],
    ["trustedOrigin", "trustedOrigins"],
    ["SECRET", "secret"],
  ])("refuses the unknown name %s and suggests %s", (name, meant) => {
    expect(problemsOf({ [name]: "x" })).toEqual([`unknown setting "${name}". Did you mean "${meant}"?`]);
  });

  it("suggests nothing where nothing is near, and takes no name from the prototype", () => {
    expect(problemsOf({ ["colour"]: "red" } as SettingsInput)).toEqual(['unknown setting "colour".']);
    expect(problemsOf({ ["toString"]: "x" } as SettingsInput)[0]).toContain('unknown setting "toString"');
  });

  it("tells every problem at once, each with the name of its variable", () => {
    const input = { accessTokenLifetime: "soon", port: 70_000, ["colour"]: 1 } as SettingsInput;
    expect(problemsOf(input)).toEqual([
      'unknown setting "colour".',
      'accessTokenLifetime (WAFER_ACCESS_TOKEN_LIFETIME) must be a duration such as "30s", "5m", "12h" or "1d"',
      "port (PORT) must be a whole number from 0 to 65535",
    ]);
  });

  it("says how to give a secret that is missing", () => {
    expect(() => defineSettings({})).toThrow(
      "secret is missing: give it among the settings, or as WAFER_SECRET, which the wafer command reads and createAuth does not",
    );
  });

  it.each([
    [90, 90],
    ["90", 90],
    ["90s", 90],
    ["2m", 120],
    ["3h", 10_800],
    ["1 d", 86_400],
  ])("reads the duration %j as %i seconds", (accessTokenLifetime, seconds) => {
    expect(defineSettings({ secret, accessTokenLifetime }).accessTokenLifetime).toBe(seconds);
  });

  it.each(["", "-5m", "1.5h", "5 minutes", "1e3", "0x10", "5m5s", 1.5, -1])(
    "reads no duration in %j",
    (given) => {
      expect(problemsOf({ accessTokenLifetime: given })[0]).toContain("accessTokenLifetime");
    },
  );

  it("J-14 never repeats a secret in a problem", () => {
    for (const weak of ["hunter2-hunter2", "change-me-change-me-change-me-change-me"])
      expect(problemsOf({ secret: weak }).join()).not.toContain(weak);
  });
});

describe("what cannot work", () => {
  it.each<[string, SettingsInput]>([
    ["at least 32 bytes", { secret: "x".repeat(31) }],
    ["secret is a known default", { secret: "change-me-change-me-change-me-change-me" }],
    ["secret is a known default", { secret: "django-insecure-8Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1e" }],
    ...[
      "a-string-secret-at-least-256-bits-long",
      "your-256-bit-secret-your-256-bit-secret",
      "mysecretkeymysecretkeymysecretkey12",
      "this-is-a-very-long-secret-key-for-jwt",
    ].map((known): [string, SettingsInput] => ["secret is a known default", { secret: known }]),
    ["secret is a sequence", { secret: "01234567890123456789012345678901" }],
    ["secret repeats too few characters", { secret: "abc".repeat(20) }],
    ["secretFallbacks[1] must be at least 32 bytes", { secretFallbacks: [former, "short"] }],
    ["secretFallbacks contains the secret itself", { secretFallbacks: [secret] }],
  ])("J-14 a weak key is refused: %s", (problem, input) => {
    const problems = problemsOf(input);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it.each<[string, SettingsInput]>([
    ['cookieSameSite "None" needs cookieSecure', { cookieSameSite: "None", cookieSecure: false }],
    ["is plain http: browsers refuse Secure cookies there", { origin: "http://app.example.test" }],
    ["must be a host name with a dot", { cookieDomain: "test" }],
    ["must be a host name with a dot", { cookieDomain: "192.0.2.1" }],
    ["does not cover origin", { cookieDomain: "other.test" }],
    ["does not cover origin", { cookieDomain: "p.example.test" }],
    ['cookiePath must start with "/"', { cookiePath: "app" }],
    ['cookiePath must start with "/"', { cookiePath: "/a; Domain=evil.test" }],
    ["allows no cookieDomain", { accessCookieName: "__Host-a", cookieDomain: "example.test" }],
    ["allows no cookieDomain", { refreshCookieName: "__Host-Http-r", cookiePath: "/auth" }],
    ["allows no cookieDomain", { csrfCookieName: "__HOST-c", cookiePath: "/auth" }],
    ["needs cookieSecure", { accessCookieName: "__Secure-a", cookieSecure: false }],
    ["must be readable by page script", { csrfCookieName: "__Host-Http-c" }],
    ["must be readable by page script", { csrfCookieName: "__Http-c" }],
    ["must be readable by page script", { csrfCookieName: "Http-c" }],
    ["must be readable by page script", { csrfCookieName: "http-access_token" }],
    ["must be a cookie name", { accessCookieName: "a b" }],
    ["must be a cookie name", { accessCookieName: "a=b" }],
    ["must be a cookie name", { refreshCookieName: "a;b" }],
    ["must differ", { accessCookieName: "same", refreshCookieName: "same" }],
    ["must differ", { accessCookieName: "tok", refreshCookieName: "__Host-Http-tok" }],
    ['cookiePath must start with "/"', { cookiePath: "/\u010d" }],
    ["has a meaning of its own", { csrfHeaderName: "Authorization" }],
    ["has a meaning of its own", { csrfHeaderName: "x-token", authHeaderName: "X-Token" }],
    ...[
      "Cookie",
      "Origin",
      "Host",
      "Content-Type",
      "Referer",
      "Sec-Fetch-Site",
      "Proxy-Token",
      "Accept",
    ].flatMap((name): [string, SettingsInput][] => [
      ["has a meaning of its own", { csrfHeaderName: name }],
      ["has a meaning of its own", { authHeaderName: name }],
    ]),
    ["must be true or false", { cookieSecure: "constructor" as unknown as boolean }],
    ["csrfHeaderName must be a valid header name", { csrfHeaderName: "X CSRF" }],
    ["must be header names", { corsAllowedHeaders: ["*"] }],
    ["must be header names", { corsExposedHeaders: "X-Good, X:Bad" }],
  ])("C-06 a combination that a browser would refuse: %s", (problem, input) => {
    const problems = problemsOf(input);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it.each([
    "*",
    "https://*.a.test",
    "null",
    "a.test",
    "ftp://a.test",
    "https://a.test/x",
    "https://u@a.test",
    "https://:p@a.test",
    "https://a.test?x",
  ])("O-03 the trusted origin %j is refused: credentials need exact ones", (trusted) => {
    expect(problemsOf({ trustedOrigins: [trusted] })[0]).toContain("must be an exact origin");
  });

  it.each<[string, SettingsInput]>([
    ["accessTokenLifetime must not be longer", { accessTokenLifetime: "2d" }],
    ["refreshTokenLifetime must not be longer", { refreshTokenLifetime: "31d" }],
    ["accessTokenLifetime must be at least 1 second", { accessTokenLifetime: 0 }],
    ["loginAttemptWindow must be at least 1 second", { loginAttemptWindow: 0 }],
    ["reauthenticationAge must be at least 1 second", { reauthenticationAge: 0 }],
    ...["must_change_password", "__proto__", "constructor", "prototype", "sid", "exp"].map(
      (name): [string, SettingsInput] => ["must be a claim name", { tokenTypeClaim: name }],
    ),
    ...(["tokenTypeClaim", "jtiClaim", "refreshExpClaim"] as const).map((name): [string, SettingsInput] => [
      `${name} cannot be "sub"`,
      { [name]: "sub" },
    ]),
    ["leeway must be at most 5 minutes", { leeway: "6m" }],
    ["rotationGrace must be at most 5 minutes", { rotationGrace: "301s" }],
    ["reauthenticationAge must be at most 1 day", { reauthenticationAge: "25h" }],
    ["loginAttemptWindow must be at most 30 days", { loginAttemptWindow: "31d" }],
    ["trustedProxies holds", { trustedProxies: ["10.0.0.0/33"] }],
    ["trustedProxies holds", { trustedProxies: ["proxy.example.test"] }],
  ])("is refused: %s", (problem, input) => {
    expect(problemsOf(input).join()).toContain(problem);
  });
});

describe("what does work", () => {
  it.each<SettingsInput>([
    { origin: "http://localhost:8000" },
    { origin: "http://127.0.0.1:3000" },
    { origin: "http://[::1]:3000" },
    { origin: "http://app.example.test", cookieSecure: false },
    { cookieDomain: ".example.test" },
    { cookieDomain: "app.example.test", cookiePath: "/auth" },
    { cookieSameSite: "None" },
    { accessCookieName: "__Host-a", refreshCookieName: "__Secure-r" },
    { trustedProxies: ["10.0.0.0/8", "::1", "fd00::/8"] },
    { secretFallbacks: [former] },
    { userIdClaim: "sub" },
    { cookieSecure: false, csrfCookieName: "c", accessCookieName: "__session" },
    { rotationGrace: 0 },
    { rotationGrace: "5m", reauthenticationAge: "1d", loginAttemptWindow: "30d" },
    { reauthenticationAge: "1s", loginAttemptWindow: "1s" },
    { authHeaderName: "X-Forwarded-Access-Token", csrfHeaderName: "X-XSRF-TOKEN" },
  ])("takes %o", (input) => {
    expect(problemsOf(input)).toEqual([]);
  });

  it("writes an origin as a browser sends it", () => {
    const input = {
      origin: "HTTPS://App.Example.test:443/",
      trustedOrigins: "https://a.test:443, http://B.test:80",
    };
    expect(defineSettings({ secret, ...input })).toMatchObject({
      origin: "https://app.example.test",
      trustedOrigins: ["https://a.test", "http://b.test"],
    });
  });
});

describe("settingsFromEnvironment", () => {
  it("reads every setting by its variable, and nothing else", () => {
    const env = {
      WAFER_SECRET: secret,
      PORT: "9000",
      WAFER_TRUSTED_ORIGINS: "https://a.test,https://b.test",
      HOME: "/",
    };
    const input = settingsFromEnvironment(env);
    expect(Object.keys(input).sort()).toEqual(["port", "secret", "trustedOrigins"]);
    expect(defineSettings(input)).toMatchObject({
      port: 9000,
      trustedOrigins: ["https://a.test", "https://b.test"],
    });
  });

  it("takes an empty variable for one that is not set", () => {
    expect(settingsFromEnvironment({ PORT: "", WAFER_SECRET: "" })).toEqual({});
  });

  it("has one variable for each setting, all different", () => {
    const variables = Object.values(settingsTable)
      .map((setting) => setting.env)
      .filter((variable) => variable !== null);
    expect(new Set(variables).size).toBe(variables.length);
  });
});

describe("misspeltVariables", () => {
  it("tells of a variable that looks like a setting, and of no other", () => {
    const env = {
      WAFER_TRUSTED_ORIGIN: "x",
      WAFER_SECRET: "x",
      WAFERS: "x",
      WAFER_ENTIRELY_DIFFERENT_THING: "x",
      PATH: "x",
    };
    expect(misspeltVariables(env)).toEqual([
      "unknown variable WAFER_TRUSTED_ORIGIN. Did you mean WAFER_TRUSTED_ORIGINS?",
    ]);
  });
});
