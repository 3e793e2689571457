import { describe, expect, it, onTestFinished } from "vitest";
import type { SettingsInput } from "../../src/index.ts";
import { readSetCookie } from "./client.ts";
import { claimsOf, forge, headerOf } from "./forge.ts";
import { ACCESS, CSRF, PASSWORD, REFRESH, serve, type TestServer } from "./serve.ts";

const MINUTE = 60_000;

async function start(settings: SettingsInput = {}): Promise<TestServer> {
  const server = await serve({ slidingTokens: true, ...settings });
  onTestFinished(() => server.close());
  return server;
}

describe("sliding tokens", () => {
  it("are one cookie, kept as long as it can be refreshed, beside the CSRF cookie", async () => {
    const server = await start();
    const { cookies, json } = await server.client().signIn("ada", PASSWORD);
    const [token, csrf] = cookies.map(readSetCookie);
    expect(cookies.map((cookie) => readSetCookie(cookie).name)).toEqual([ACCESS, CSRF]);
    expect([token?.attributes.get("max-age"), csrf?.attributes.get("max-age")]).toEqual(["86400", "86400"]);
    const claims = claimsOf(token?.value ?? "");
    const iat = Number(claims["iat"]);
    expect(claims).toMatchObject({ token_type: "sliding", exp: iat + 300, refresh_exp: iat + 86_400 });
    expect(headerOf(token?.value ?? "")).toMatchObject({ typ: "st+jwt" });
    expect([json["accessExpiresAt"], json["refreshExpiresAt"]]).toEqual([
      new Date((iat + 300) * 1000).toISOString(),
      new Date((iat + 86_400) * 1000).toISOString(),
    ]);
  });

  it("open requests until exp, can be refreshed until refresh_exp, and never lock anybody out", async () => {
    const server = await start();
    const client = await server.signedIn();
    expect((await client.get("/me")).status).toBe(200);
    server.clock.now += 5 * MINUTE;
    expect((await client.get("/me")).json["code"]).toBe("token_invalid");
    expect((await client.post("/token/refresh")).status).toBe(200);
    expect((await client.get("/me")).status).toBe(200);
    server.clock.now += 24 * 60 * MINUTE;
    expect((await client.post("/token/refresh")).json["code"]).toBe("token_invalid");
    expect((await client.signIn("ada", PASSWORD)).status).toBe(200);
  });

  it("follow the rotation of pairs: racers get the same bytes, an older one ends the session", async () => {
    const server = await start();
    const client = await server.signedIn();
    const first = client.copy();
    const tabs = Array.from({ length: 8 }, () => client.copy());
    const answers = await Promise.all(tabs.map((tab) => tab.post("/token/refresh")));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(new Set(tabs.map((tab) => tab.cookie(ACCESS))).size).toBe(1);
    expect((await tabs[0]?.post("/token/refresh"))?.status).toBe(200);
    expect((await first.post("/token/refresh")).json["code"]).toBe("session_ended");
    expect((await tabs[0]?.get("/me"))?.status).toBe(401);
  });

  it("end at once with sign-out, which deletes the cookie", async () => {
    const server = await start();
    const client = await server.signedIn();
    const copy = client.copy();
    const answer = await client.post("/logout");
    expect(answer.cookies.map((cookie) => readSetCookie(cookie).name)).toEqual([ACCESS, CSRF]);
    expect([...client.jar.keys()]).toEqual([]);
    expect((await copy.get("/me")).status).toBe(401);
    expect((await copy.post("/token/refresh")).json["code"]).toBe("session_ended");
  });

  it("are both tokens of a pair in bearer mode", async () => {
    const server = await start({ bearerMode: true });
    const { json } = await server.client().post("/token", { username: "ada", password: PASSWORD });
    expect(json["access"]).toBe(json["refresh"]);
    const moved = await server.client().post("/token/refresh", { refresh: json["refresh"] });
    expect(moved.status).toBe(200);
  });

  it("J-03 are not taken where there are pairs, nor tokens of a pair where they are", async () => {
    const [sliding, pairs] = [await start(), await start({ slidingTokens: false })];
    const [slider, pair] = [await sliding.signedIn(), await pairs.signedIn()];
    const token = slider.cookie(ACCESS);
    const ask = (server: TestServer, cookie: string) => server.client().get("/me", { cookie });
    expect((await ask(pairs, `${ACCESS}=${token}`)).status).toBe(401);
    expect((await ask(sliding, `${ACCESS}=${pair.cookie(ACCESS)}`)).status).toBe(401);
    const refresh = { cookie: `${ACCESS}=${pair.cookie(REFRESH)}` };
    expect((await sliding.client().post("/token/refresh", undefined, refresh)).status).toBe(401);
  });

  it.each([undefined, null, "1900000000", 1.5, -1])("J-05 with refresh_exp %j are refused", async (value) => {
    const server = await start();
    const client = await server.signedIn();
    const forged = forge(client.cookie(ACCESS), { kind: "sliding", claims: { refresh_exp: value } });
    expect((await client.get("/me", { cookie: `${ACCESS}=${forged}` })).status).toBe(401);
    expect(
      (await client.get("/me", { cookie: `${ACCESS}=${forge(client.cookie(ACCESS), { kind: "sliding" })}` }))
        .status,
    ).toBe(200);
  });

  it("need HS256, and start-up says why", async () => {
    await expect(serve({ slidingTokens: true, algorithm: "EdDSA" })).rejects.toThrow(
      "slidingTokens needs algorithm HS256",
    );
  });
});
