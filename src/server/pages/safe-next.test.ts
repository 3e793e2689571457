import { describe, expect, it } from "vitest";
import { safeNext } from "./safe-next.ts";

describe("safeNext", () => {
  it.each(["/", "/notes", "/notes?page=2&q=a%20b#top", "/a//b", "/caf%C3%A9"])(
    "keeps the path %j",
    (next) => {
      expect(safeNext(next)).toBe(next);
    },
  );

  it.each([
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5cevil.example",
    "/%2fevil.example",
    "https:evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "\t//evil.example",
    "%09//evil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    "user@evil.example",
    "@evil.example",
    "/.evil.example",
    "/..//evil.example",
    "/a/..//evil.example",
    "/notes\r\nSet-Cookie: x=1",
    "/notes%0d%0aSet-Cookie:x=1",
    "/%",
    "/café",
    "notes",
    "",
  ])("gives / in place of %j (W-01, W-02)", (next) => {
    expect(safeNext(next)).toBe("/");
  });

  it("gives / for none, and for one that is too long", () => {
    expect(safeNext(null)).toBe("/");
    expect(safeNext(`/${"a".repeat(2000)}`)).toBe("/");
  });
});
