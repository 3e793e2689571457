import { describe, expect, it } from "vitest";
import { Client } from "./client.ts";
import { ACCESS, CSRF, ORIGIN, PASSWORD } from "./serve.ts";
import { expireAccess, heading, MINUTE, started } from "./ssr-world.ts";

describe("a page that a server renders", () => {
  it("is for nobody where the request has no cookie of Wafer, and the API is not asked", async () => {
    const { site, takeCalls } = await started();
    const answer = await new Client(site.url, ORIGIN).get("/", { cookie: `theme=dark; ${CSRF}=x` });
    expect([heading(answer), takeCalls(), answer.cookies]).toEqual(["Nobody is signed in", [], []]);
  });

  it("is for the user of a valid access cookie, without a refresh", async () => {
    const { browser, takeCalls } = await started();
    const answer = await browser.get("/");
    expect([heading(answer), answer.cookies]).toEqual(["Signed in as ada", []]);
    expect(takeCalls()).toEqual(["GET /me 200"]);
    expect(answer.headers["cache-control"]).toBe("private, no-cache");
  });

  it.each([
    ["forgotten by the browser", true, ["POST /token/refresh 200"]],
    ["sent on", false, ["GET /me 401", "POST /token/refresh 200"]],
  ])(
    "is for the same user when the access cookie has ended and is %s: one refresh",
    async (_, isForgotten, calls) => {
      const world = await started();
      const { browser, takeCalls } = world;
      expireAccess(world, isForgotten);
      const answer = await browser.get("/");
      expect(heading(answer)).toBe("Signed in as ada");
      expect(takeCalls()).toEqual(calls);
      expect(answer.headers["cache-control"]).toBe("private, no-store");
      expect(heading(await browser.get("/"))).toBe("Signed in as ada");
      expect(takeCalls()).toEqual(["GET /me 200"]);
    },
  );

  it("gives the API's new cookies to the browser to the byte, and to the calls of the same render", async () => {
    const world = await started();
    const { api, browser, takeCalls } = world;
    expireAccess(world);
    const direct = await browser.copy(api.url).post("/token/refresh");
    takeCalls();
    const answer = await browser.get("/sessions");
    expect(heading(answer)).toBe("ada is signed in 1 times");
    expect(takeCalls()).toEqual(["POST /token/refresh 200", "GET /sessions 200"]);
    // The successor is deterministic: both got the same tokens. The CSRF token is masked anew each time.
    expect(answer.cookies.slice(0, 2)).toEqual(direct.cookies.slice(0, 2));
    expect(answer.cookies[2]?.replace(/=[\w-]{86}/, "")).toBe(direct.cookies[2]?.replace(/=[\w-]{86}/, ""));
    expect(answer.cookies).toHaveLength(3);
  });

  it("R-09 is signed in for all of 8 parallel requests with the same ended access cookie, and after", async () => {
    const world = await started();
    const { api, browser, takeCalls } = world;
    for (let round = 1; round <= 5; round++) {
      expireAccess(world, round % 2 === 0);
      const tabs = Array.from({ length: 8 }, () => browser.copy());
      const answers = await Promise.all(tabs.map((tab) => tab.get("/sessions")));
      expect(answers.map(heading)).toEqual(Array(8).fill("ada is signed in 1 times"));
      expect(new Set(answers.map(({ cookies }) => cookies.slice(0, 2).join("\n"))).size).toBe(1);
      expect(answers[0]?.cookies).toHaveLength(3);
      for (const [name, value] of tabs[0]?.jar ?? []) browser.jar.set(name, value);
      const row = await api.auth.store.db.selectFrom("sessions").selectAll().executeTakeFirstOrThrow();
      expect([row.generation, row.revoked_at]).toEqual([round + 1, null]);
    }
    takeCalls();
    expect(heading(await browser.get("/"))).toBe("Signed in as ada");
    expect(takeCalls()).toEqual(["GET /me 200"]);
  });

  it("is signed in with sliding tokens too, whose one cookie is both", async () => {
    const world = await started({ slidingTokens: true });
    expireAccess(world, false);
    const answer = await world.browser.get("/sessions");
    expect([heading(answer), answer.cookies.length]).toEqual(["ada is signed in 1 times", 2]);
  });
});

describe("an answer that never reached the browser", () => {
  it("costs nothing, however late the browser comes back, where the render called the API no further", async () => {
    const world = await started();
    expireAccess(world);
    for (const later of [1_000, 60 * MINUTE, 600 * MINUTE]) {
      expect(heading(await world.browser.copy().get("/"))).toBe("Signed in as ada");
      world.api.clock.now += later;
    }
    expect(heading(await world.browser.get("/"))).toBe("Signed in as ada");
  });

  it("costs nothing within the rotation's 10 s where the render used the new cookies, and the session after that", async () => {
    const world = await started();
    expireAccess(world);
    await world.browser.copy().get("/sessions");
    await world.api.auth.seen.flush();
    world.api.clock.now += 10_000;
    expect(heading(await world.browser.copy().get("/"))).toBe("Signed in as ada");
    world.api.clock.now += 1;
    expect(heading(await world.browser.get("/"))).toBe("Nobody is signed in");
  });
});

describe("a session that is over", () => {
  it("is nobody's page; as at the API itself, a refusal deletes no cookie", async () => {
    const { api, browser, takeCalls } = await started();
    const elsewhere = browser.copy(api.url);
    const left = elsewhere.copy(browser.url);
    await elsewhere.post("/logout/all");
    takeCalls();
    const answer = await left.get("/");
    expect([heading(answer), answer.cookies]).toEqual(["Nobody is signed in", []]);
    expect(takeCalls()).toEqual(["GET /me 401", "POST /token/refresh 401"]);
  });

  it("ends for everybody when an older token than the predecessor comes back", async () => {
    const world = await started();
    const thief = world.browser.copy();
    thief.jar.delete(ACCESS);
    for (const _ of "12") {
      expireAccess(world);
      await world.browser.get("/");
    }
    expect(heading(await thief.get("/"))).toBe("Nobody is signed in");
    expect(heading(await world.browser.get("/"))).toBe("Nobody is signed in");
    const row = await world.api.auth.store.db.selectFrom("sessions").selectAll().executeTakeFirstOrThrow();
    expect(row.revoke_reason).toBe("reuse");
  });
});

describe("a form that a page posts without script", () => {
  const FORM = { "content-type": "application/x-www-form-urlencoded" };
  const credentials = `username=ada&password=${encodeURIComponent(PASSWORD)}`;

  it("signs in and out: the cookies of the API's answers reach the browser, and so does Clear-Site-Data", async () => {
    const { api, site } = await started();
    const browser = new Client(site.url, ORIGIN);
    const agent = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" };
    const signedIn = await browser.send("POST", "/login", { ...FORM, ...agent }, credentials);
    expect([signedIn.status, signedIn.cookies.length]).toEqual([303, 3]);
    expect(heading(await browser.get("/"))).toBe("Signed in as ada");
    const { sessions } = (await browser.copy(api.url).get("/sessions")).json as { sessions: object[] };
    expect(sessions[0]).toMatchObject({ device: "Firefox on Linux" });
    const signedOut = await browser.send("POST", "/logout");
    expect(signedOut.headers["clear-site-data"]).toBe('"cache", "cookies", "storage"');
    expect([...browser.jar.keys()]).toEqual([]);
    expect(heading(await browser.get("/"))).toBe("Nobody is signed in");
  });

  it("changes nothing for a page of another origin, nor for a client that tells none", async () => {
    const { browser, takeCalls } = await started();
    for (const headers of [{ origin: "https://evil.test" }, { origin: undefined }, { origin: "null" }]) {
      const answer = await browser.send("POST", "/logout", headers);
      expect([answer.status, answer.cookies]).toEqual([403, []]);
    }
    expect(takeCalls()).toEqual(["GET /me 200", "GET /me 200", "GET /me 200"]);
    expect(heading(await browser.get("/"))).toBe("Signed in as ada");
  });
});
