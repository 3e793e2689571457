import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browse, BUDGET, browse, cookiesOf, weigh } from "../../../test/setup/pages.ts";
import { ALICE, startTestServer, type TestServer } from "../../../test/setup/server.ts";

let server: TestServer;
let get: Browse["get"];
let post: Browse["post"];
beforeAll(async () => {
  server = await startTestServer({ env: { WAFER_LOGIN_ATTEMPTS_PER_ACCOUNT: "3" } });
  ({ get, post } = browse(server.url));
});
afterAll(() => server.stop());

/** Signs in; the cookies as the next request sends them. */
async function signIn(next = "/"): Promise<{ location: string | null; cookie: string }> {
  const answer = await post("/sign-in", { username: "alice", password: ALICE.password, next });
  return { location: answer.headers.get("location"), cookie: cookiesOf(answer) };
}

describe("GET /sign-in", () => {
  it("costs at most 10 KB with its style and script, compressed", async () => {
    expect(await weigh(server.url, await (await get("/sign-in")).text())).toBeLessThanOrEqual(BUDGET);
  });

  it("is kept by no cache, and lets a form of this page send its origin (C-15)", async () => {
    const { headers } = await get("/sign-in");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("vary")).toContain("Cookie");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
  });

  it("escapes what an address puts into it (W-02)", async () => {
    const page = await (
      await get(`/sign-in?next=${encodeURIComponent('/"><script>alert(1)</script>')}`)
    ).text();
    expect(page).toContain('value="/&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
    expect(page).not.toContain("<script>");
  });

  it("shows no notice but those in the table", async () => {
    expect(await (await get("/sign-in?notice=signed_out")).text()).toContain("You are signed out.");
    expect(await (await get("/sign-in?notice=__proto__")).text()).not.toContain('class="notice"');
  });
});

describe("POST /sign-in", () => {
  it("goes on to the page asked for, by way of one that sees whether the cookies were kept", async () => {
    const { location, cookie } = await signIn("/notes?page=2");
    expect(location).toBe("/sign-in?notice=cookies_refused&next=%2Fnotes%3Fpage%3D2");
    const kept = await get(location ?? "", { cookie });
    expect([kept.status, kept.headers.get("location")]).toEqual([303, "/notes?page=2"]);
    expect(await (await get(location ?? "")).text()).toContain("did not keep the sign-in");
  });

  it.each([
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "/%5cevil.example",
    "javascript:alert(1)",
  ])("goes home in place of %j (W-01)", async (next) => {
    const { location, cookie } = await signIn(next);
    expect(location).toBe("/sign-in?notice=cookies_refused&next=%2F");
    const tampered = await get(`/sign-in?next=${encodeURIComponent(next)}`, { cookie });
    expect(tampered.headers.get("location")).toBe("/");
  });

  it("refuses a control character in next, and sets no header with it (W-02)", async () => {
    const answer = await post("/sign-in", { username: "alice", password: "x", next: "/\r\nSet-Cookie: a=b" });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([400, []]);
  });

  it("says the same of an unknown name and of a wrong password, and keeps the name typed (L-02)", async () => {
    const texts = await Promise.all(
      ["alice", "nobody"].map(async (username) => {
        const answer = await post("/sign-in", { username, password: "wrong one" });
        const page = await answer.text();
        expect(answer.status).toBe(401);
        expect(page).toContain(`value="${username}"`);
        return page.replaceAll(username, "…");
      }),
    );
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toContain("The user name or the password is wrong.");
  });

  it("answers 429 with Retry-After and hands the same seconds to the script (L-03)", async () => {
    const tries = [1, 2, 3, 4].map(() => post("/sign-in", { username: "mallory", password: "wrong one" }));
    const refused = (await Promise.all(tries)).find(({ status }) => status === 429);
    const seconds = refused?.headers.get("retry-after");
    expect(Number(seconds)).toBeGreaterThan(0);
    expect(await refused?.text()).toContain(`data-retry-after="${seconds}"`);
  });

  it("refuses the form of another origin with 403 and no cookie (X-08, X-05)", async () => {
    for (const origin of ["https://evil.example", "null"]) {
      const answer = await post("/sign-in", { username: "alice", password: ALICE.password }, { origin });
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
    }
  });

  it("is 415 for a body that is no form, 400 for a field that is missing (X-06)", async () => {
    const answer = await fetch(`${server.url}/sign-in`, {
      method: "POST",
      body: JSON.stringify({ username: "alice", password: ALICE.password }),
      headers: { "content-type": "text/plain" },
    });
    expect(answer.status).toBe(415);
    expect((await post("/sign-in", { username: "alice" })).status).toBe(400);
  });
});

describe("GET /setup", () => {
  it("is one and the same 404 for a wrong code and where there are users", async () => {
    expect((await get("/setup?code=x")).status).toBe(404);
    const empty = await startTestServer({ users: [] });
    try {
      expect((await fetch(`${empty.url}/setup?code=x`)).status).toBe(404);
      expect((await fetch(String(empty.setupUrl))).status).toBe(200);
      const page = await (await fetch(`${empty.url}/sign-in`)).text();
      expect(page).toContain("npx wafer createsuperuser");
      expect(page).not.toContain(new URL(String(empty.setupUrl)).searchParams.get("code"));
    } finally {
      await empty.stop();
    }
  });
});

describe("an address that is none", () => {
  const CHROMIUM = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

  it.each(["/nothing", "/sign-in/x", "/assets/none.css", '/"><script>alert(1)</script>'])(
    "gets who opens %s in a browser a page that leads home, with the status and headers of the others",
    async (path) => {
      const answer = await get(path, { accept: CHROMIUM });
      const { status, headers } = answer;
      const page = await answer.text();
      expect([status, headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
      expect(headers.get("vary")).toContain("Accept,");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(page).toContain("<h1>There is no such page</h1>");
      expect(page).toContain('<a href="/">');
      expect(page).not.toContain("<script>");
    },
  );

  it.each([undefined, "*/*", "application/json", "application/json, text/html", "text/htmlx"])(
    "gets a client that accepts %s problem+json",
    async (accept) => {
      const answer = await get("/nothing", accept === undefined ? {} : { accept });
      expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
      expect(answer.headers.get("vary")).toContain("Accept,");
      expect(await answer.json()).toMatchObject({ status: 404, code: "not_found" });
    },
  );
});

describe("GET /assets", () => {
  it.each([
    ["/assets/style.css", "text/css; charset=utf-8"],
    ["/assets/page.js", "text/javascript; charset=utf-8"],
    ["/assets/icon.svg", "image/svg+xml"],
  ])("serves %s with its type, and 304 to who has it", async (path, type) => {
    const { headers } = await get(path);
    expect([headers.get("content-type"), headers.get("cache-control")]).toEqual([
      type,
      "public, max-age=3600",
    ]);
    const etag = headers.get("etag") ?? "";
    const again = await get(path, { "if-none-match": `"other", W/${etag}` });
    expect([again.status, again.headers.get("etag"), await again.text()]).toEqual([304, etag, ""]);
    expect((await get(path, { "if-none-match": '"other"' })).status).toBe(200);
  });
});
