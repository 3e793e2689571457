import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createApi } from "./api.ts";
import { createApiFetch } from "./api-fetch.ts";
import type { Attempt, Attempts } from "./attempts.ts";

const API = "http://api.example.org:8000";
const ATTEMPT: Attempt = {
  userId: "ada",
  isUnsafe: true,
  token: "csrf-token-of-ada",
  marker: 0,
  renewals: 0,
  mayGetToken: false,
};

/** Every request gets ada's CSRF token, and is sent `times` times. */
function attemptsThatSend(times: number): Attempts {
  return {
    begin: async () => ATTEMPT,
    follow: (_attempt, outcome) => Promise.resolve(outcome.result()),
    async run(_method, send) {
      let outcome = await send(ATTEMPT);
      for (let sent = 1; sent < times; sent++) outcome = await send(ATTEMPT);
      return outcome.result();
    },
  };
}

/** The requests that reached the browser's fetch, as it would send them. */
function recorded(times = 1) {
  const requests: Request[] = [];
  vi.stubGlobal("fetch", async (input: string | URL | Request, init?: RequestInit) => {
    requests.push(new Request(input, init));
    return new Response();
  });
  return { requests, apiFetch: createApiFetch(createApi({ baseUrl: API }), attemptsThatSend(times)) };
}

afterEach(() => void vi.unstubAllGlobals());

const isMarked = (request: Request) =>
  request.headers.has("x-csrftoken") || request.credentials === "include";

describe("an address on the API's origin", () => {
  it.each([
    "/notes",
    "notes",
    "",
    "?page=2",
    "http://api.example.org:8000/notes",
    "HTTP://API.EXAMPLE.ORG:8000/notes",
    "//api.example.org:8000/notes",
    "http:\\\\api.example.org:8000\\notes",
    "  http://api.example.org:8000/notes\n",
    "http://api.example.org:08000/",
  ])("gets cookies and CSRF header: %j", async (address) => {
    const { requests, apiFetch } = recorded();
    await apiFetch(address, { method: "POST" });
    expect(requests.map(({ url }) => new URL(url).origin)).toEqual([API]);
    expect(requests.map(({ headers }) => headers.get("x-csrftoken"))).toEqual([ATTEMPT.token]);
    expect(requests.map(({ credentials }) => credentials)).toEqual(["include"]);
  });
});

const STRANGERS = [
  "http://api.example.org/",
  "http://api.example.org:8001/",
  "https://api.example.org:8000/",
  "http://api.example.org.evil.example:8000/",
  "http://evil.example/?http://api.example.org:8000/",
  "http://evil.example/#@api.example.org:8000/",
  "http://evil.example:8000/api.example.org",
  "http://xapi.example.org:8000/",
  "http://example.org:8000/",
  "http://www.api.example.org:8000/",
  "http://api.example.org.:8000/",
  "http://аpi.example.org:8000/",
  "//evil.example/notes",
  "///evil.example/notes",
  "/\\evil.example/notes",
  "\\\\evil.example\\notes",
  "\t//evil.example/",
  "https:evil.example",
  "blob:http://api.example.org:8000/0d8c1f0e",
  "data:text/plain,api.example.org:8000",
];

describe("an address of another origin", () => {
  it.each(STRANGERS)("gets neither cookies nor CSRF header: %j", async (address) => {
    const { requests, apiFetch } = recorded();
    await apiFetch(address, { method: "POST" });
    await apiFetch(new Request(new URL(address, API), { method: "POST" }));
    expect(requests).toHaveLength(2);
    expect(requests.filter(isMarked)).toEqual([]);
  });

  it("hidden behind userinfo gets neither", async () => {
    const { requests, apiFetch } = recorded();
    for (const address of [
      "http://api.example.org:8000@evil.example/",
      "http://api.example.org%3A8000@evil.example/",
    ])
      await expect(apiFetch(address, { method: "POST" })).rejects.toThrow(TypeError);
    expect(requests).toEqual([]);
  });

  it("gets neither, however it is written", async () => {
    const part = fc.constantFrom(
      ...["http:", "https:", "blob:", "/", "//", "\\", "@", ":", ".", "#", "?", "%2f", "\t", "8000", "80"],
      ...["api.example.org", "API.example.org", "evil.example", "http://api.example.org:8000", "user"],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 7 }), fc.boolean(), async (parts, asUrl) => {
        const { requests, apiFetch } = recorded();
        const address = parts.join("");
        if (!URL.canParse(address, API)) return;
        const input = asUrl ? new URL(address, API) : address;
        await apiFetch(input, { method: "POST" }).catch(() => {}); // With userinfo fetch refuses.
        for (const request of requests.filter(isMarked)) expect(new URL(request.url).origin).toBe(API);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a request that is sent again", () => {
  it.each([
    ["text", { body: "once more" }],
    ["a form", { body: new URLSearchParams({ said: "once more" }) }],
    ["a blob", { body: new Blob(["once more"]) }],
  ])("has its body again: %s", async (_kind, init) => {
    const { requests, apiFetch } = recorded(2);
    await apiFetch("/notes", { method: "POST", ...init });
    const bodies = await Promise.all(requests.map((request) => request.text()));
    expect(bodies).toHaveLength(2);
    for (const body of bodies) expect(decodeURIComponent(body)).toMatch(/once.more/);
  });

  it("leaves a Request object as it was made", async () => {
    const { requests, apiFetch } = recorded(2);
    const headers = { "x-kept": "yes" };
    await apiFetch(new Request(`${API}/notes`, { method: "PUT", body: "once more", headers }));
    expect(requests.map(({ method }) => method)).toEqual(["PUT", "PUT"]);
    expect(requests.map((request) => request.headers.get("x-kept"))).toEqual(["yes", "yes"]);
    expect(await requests[1]?.text()).toBe("once more");
  });

  it("is not, when its body is a stream: the first answer stands", async () => {
    const { requests, apiFetch } = recorded(2);
    const body = new Blob(["only once"]).stream();
    await apiFetch("/notes", { method: "POST", body, duplex: "half" } as RequestInit);
    expect(requests).toHaveLength(1);
    expect(await requests[0]?.text()).toBe("only once");
  });

  it("follows no redirect, which would take the CSRF header along", async () => {
    const { requests, apiFetch } = recorded();
    await apiFetch("/notes", { method: "POST" });
    expect(requests[0]?.redirect).toBe("error");
  });
});
