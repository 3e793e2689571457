import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readRetryAfter, toAuthClientError } from "./errors.ts";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 10, 24, 9, 0, 0) }));
afterEach(() => void vi.useRealTimers());

describe("Retry-After", () => {
  it.each([
    ["120", 120],
    ["0", 0],
    ["Tue, 24 Nov 2026 09:01:30 GMT", 90],
    ["Tue, 24 Nov 2026 08:59:00 GMT", null],
    ["soon", null],
    ["-5", null],
    ["", null],
    [null, null],
  ])("%j means %j seconds", (header, seconds) => {
    expect(readRetryAfter(header)).toBe(seconds);
  });
});

describe("a refusal as an error", () => {
  it("has the server's code and sentence", async () => {
    const problem = {
      title: "Forbidden",
      status: 403,
      detail: "CSRF check failed: why.",
      code: "csrf_failed",
    };
    const headers = { "content-type": "application/problem+json; charset=utf-8" };
    const error = await toAuthClientError(new Response(JSON.stringify(problem), { status: 403, headers }));
    expect(error).toMatchObject({ code: "csrf_failed", status: 403, retryAfter: null });
    expect(error.message).toBe("CSRF check failed: why.");
  });

  it.each([
    ["a proxy's page", "<h1>Bad gateway</h1>", "text/html"],
    ["JSON of another kind", '{"code":"csrf_failed"}', "application/json"],
    ["a problem that is cut off", '{"code":', "application/problem+json"],
    ["a problem that is null", "null", "application/problem+json"],
    ["a problem of somebody else", '{"detail":"Out of credit"}', "application/problem+json"],
  ])("is unexpected_answer for %s, and tells how long to wait", async (_kind, body, type) => {
    const headers = { "content-type": type, "retry-after": "7" };
    const error = await toAuthClientError(new Response(body, { status: 502, headers }));
    expect(error).toMatchObject({ code: "unexpected_answer", status: 502, retryAfter: 7 });
    expect(error.message).not.toBe("");
  });
});
