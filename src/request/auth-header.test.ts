import { describe, expect, it } from "vitest";
import { createAuthHeaderReader } from "./auth-header.ts";
import type { AuthRequest } from "./request.ts";

function request(headers: Record<string, string>): AuthRequest {
  return { method: "GET", url: "/", ip: "127.0.0.1", header: (name) => headers[name] };
}

describe("the token of an Authorization header", () => {
  const read = createAuthHeaderReader({ authHeaderName: "authorization", authHeaderTypes: ["Bearer"] });

  it.each([
    ["Bearer abc", "abc"],
    ["bearer abc", "abc"],
    ["BEARER   abc", "abc"],
    ["Bearer \tabc\t", "abc"],
    ["Bearer \u00a0abc", "\u00a0abc"],
    ["\u00a0Bearer abc", null],
    ["Basic abc", null],
    ["Bearer", null],
    ["Bearer ", null],
    ["Bearerabc", null],
    ["", null],
  ])("of %j is %j", (value, token) => {
    expect(read(request({ authorization: value }))).toBe(token);
  });

  it("is null without the header", () => {
    expect(read(request({}))).toBe(null);
  });

  it("comes under the name and the schemes of the settings", () => {
    const custom = createAuthHeaderReader({ authHeaderName: "X-Token", authHeaderTypes: ["JWT", "Bearer"] });
    expect(custom(request({ "x-token": "jwt abc" }))).toBe("abc");
    expect(custom(request({ authorization: "JWT abc" }))).toBe(null);
  });
});
