import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuth, SettingsError, type SettingsInput } from "../../src/index.ts";
import { type Answer, readSetCookie } from "./client.ts";
import { ACCESS, CSRF, ORIGIN, PASSWORD, REFRESH, SECRET, serve, type TestServer } from "./serve.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

const JWT = /eyJ[\w-]+\.[\w-]+\.[\w-]+/;

async function journey(): Promise<Record<"login" | "refresh" | "password" | "logout", Answer>> {
  const client = server.client();
  const login = await client.signIn("ada", PASSWORD);
  const refresh = await client.post("/token/refresh");
  const change = { currentPassword: PASSWORD, newPassword: PASSWORD };
  const password = await client.post("/me/password", change);
  return { login, refresh, password, logout: await client.post("/logout") };
}

describe("the cookies", () => {
  it("C-01 of every answer carry the prefix that allows no Domain, Secure and Path=/", async () => {
    for (const { cookies, status } of Object.values(await journey())) {
      expect(status).toBeLessThan(300);
      expect(cookies).toHaveLength(3);
      for (const { name, attributes } of cookies.map(readSetCookie)) {
        expect(name).toMatch(/^__Host-/);
        expect(attributes.get("path")).toBe("/");
        expect([attributes.has("secure"), attributes.has("domain")]).toEqual([true, false]);
      }
    }
  });

  it("C-03 hold the tokens, HttpOnly, and nothing else of an answer does", async () => {
    for (const { cookies, headers, text } of Object.values(await journey())) {
      const httpOnly = cookies.map(readSetCookie).filter(({ attributes }) => attributes.has("httponly"));
      expect(httpOnly.map(({ name }) => name)).toEqual([ACCESS, REFRESH]);
      expect(text + JSON.stringify(headers)).not.toMatch(JWT);
      expect(cookies[2]).not.toMatch(JWT);
    }
  });

  it("are SameSite=Lax, the refresh cookie too, so that a link from elsewhere opens the page signed in", async () => {
    const { login } = await journey();
    const sameSite = login.cookies.map((cookie) => readSetCookie(cookie).attributes.get("samesite"));
    expect(sameSite).toEqual(["Lax", "Lax", "Lax"]);
  });

  it("C-14 have a Max-Age of exp minus now, and no Expires", async () => {
    const client = server.client();
    const { cookies } = await client.signIn("ada", PASSWORD);
    const claimed = [ACCESS, REFRESH].map(
      (name) => expOf(client.cookie(name)) - Math.floor(server.clock.now / 1000),
    );
    const ages = cookies.map((cookie) => Number(readSetCookie(cookie).attributes.get("max-age")));
    expect(ages).toEqual([...claimed, claimed[1]]);
    expect(claimed).toEqual([300, 86_400]);
    expect(cookies.join()).not.toMatch(/expires/i);
  });

  it("C-15 come with Cache-Control: no-store and Vary, like every answer that depends on who asks", async () => {
    const client = await server.signedIn();
    const answers = [...Object.values(await journey()), await client.get("/me"), await client.get("/csrf")];
    answers.push(await server.client().get("/me"), await client.post("/token/verify"));
    for (const { headers } of answers) {
      expect(headers["cache-control"]).toBe("no-store");
      expect(headers["vary"]).toBe("Origin, Cookie");
    }
  });

  it("C-16 that were planted before a sign-in are all replaced", async () => {
    const client = await server.signedIn();
    const planted = new Map(client.jar);
    await client.signIn("ada", PASSWORD);
    for (const [name, value] of planted) expect(client.cookie(name)).not.toBe(value);
    const [first, second] = await server.auth.store.db.selectFrom("sessions").select("id").limit(2).execute();
    expect(first?.id).not.toBe(second?.id);
  });
});

describe("the Cookie header", () => {
  it("C-11 with two cookies of one name is 401, and the log has the reason", async () => {
    const client = await server.signedIn();
    const cookie = `${ACCESS}=${client.cookie(ACCESS)}; ${ACCESS}=planted`;
    const from = server.logs.length;
    expect((await client.get("/me", { cookie })).json["code"]).toBe("token_invalid");
    expect(server.logs.slice(from).join("")).toContain("ambiguous_cookie");
    const twice = `${REFRESH}=${client.cookie(REFRESH)}; ${REFRESH}=${client.cookie(REFRESH)}`;
    expect((await client.post("/token/refresh", undefined, { cookie: twice })).status).toBe(401);
  });

  it("C-11 with two CSRF cookies is 403", async () => {
    const client = await server.signedIn();
    const cookie = `${ACCESS}=${client.cookie(ACCESS)}; ${CSRF}=${client.csrfToken}; ${CSRF}=planted`;
    expect((await client.post("/token/verify", undefined, { cookie })).status).toBe(403);
  });

  it("C-17 from a sibling host, without our prefixes, is not looked at", async () => {
    const victim = await server.signedIn();
    const planted = `access_token=${victim.cookie(ACCESS)}; refresh_token=x; csrftoken=y`;
    expect((await server.client().get("/me", { cookie: planted })).json["code"]).toBe("not_authenticated");
    const cookie = `${ACCESS}=${victim.cookie(ACCESS)}; access_token=evil; csrftoken=evil`;
    expect((await victim.get("/me", { cookie })).status).toBe(200);
    const doubled = { cookie, "x-csrftoken": "evil" };
    expect((await victim.post("/token/verify", undefined, doubled)).status).toBe(403);
  });

  it.each([
    ['"', `${ACCESS}="quoted"`],
    ["no space", `a=1;b=2;${ACCESS}=x`],
    ["an empty name", "=x"],
    ["no equals sign", "a"],
    ["8-bit text", `${ACCESS}=\u00ff\u00fe; \u00e9=1`],
    ["only separators", ";;; ; =; ==;"],
    ["200 cookies", Array.from({ length: 200 }, (_, index) => `c${index}=${index}`).join("; ")],
    ["15 kB", `${ACCESS}=${"x".repeat(15_000)}`],
    ["a lone percent sign", `${ACCESS}=%; ${REFRESH}=%E0%A4%A`],
    ["a path", `${ACCESS}=../../etc/passwd`],
  ])("C-12 with %s never breaks a request", async (_what, cookie) => {
    const client = server.client();
    expect((await client.get("/me", { cookie })).status).toBe(401);
    expect((await client.get("/csrf", { cookie })).status).toBe(200);
    expect((await client.post("/token/refresh", undefined, { cookie })).status).toBe(401);
  });

  it("C-12 over 16 kB is 431 and problem+json", async () => {
    const answer = await server.client().get("/me", { cookie: `a=${"x".repeat(17_000)}` });
    expect([answer.status, answer.json["code"]]).toEqual([431, "headers_too_large"]);
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
  });
});

describe("a combination that a browser would refuse", () => {
  const impossible: SettingsInput[] = [
    { accessCookieName: "__Host-access", cookieDomain: "example.test" },
    { refreshCookieName: "__Host-Http-refresh", cookiePath: "/auth" },
    { cookieSameSite: "None", cookieSecure: false },
    { cookieDomain: "other.test" },
  ];
  it.each(impossible)("C-06 is a start-up error: %o", async (settings) => {
    const start = createAuth({ secret: SECRET, origin: ORIGIN, database: "sqlite::memory:", ...settings });
    await expect(start).rejects.toThrow(SettingsError);
  });
});

function expOf(token: string): number {
  const claims: { exp: number } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  return claims.exp;
}
