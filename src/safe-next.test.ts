import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeNext } from "./safe-next.ts";

/** Pieces that open redirects are made of. */
const PIECES = [
  "/",
  "//",
  "\\",
  ".",
  "..",
  "%2f",
  "%5c",
  "%09",
  "%0d%0a",
  "%",
  "\t",
  "\n",
  "\0",
  "@",
  ":",
  "?",
  "#",
];
const WORDS = ["evil.example", "https:", "javascript:", "user", "é", "notes", "a%20b", " "];

/** The rule, step by step, for comparison. */
function judge(next: string): string {
  if (next.length > 2000 || !/^\/[\x21-\x7e]*$/.test(next)) return "/";
  const decoded = decode(next);
  if (decoded === null || !/^\/(?![/\\.])[^\\\x00-\x1f\x7f]*$/.test(decoded)) return "/";
  const { origin, pathname } = new URL(next, "http://next.invalid");
  return origin === "http://next.invalid" && !pathname.startsWith("//") ? next : "/";
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

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
    "/notes\r\nx",
    "/notes%0d%0ax",
    "/notes\r\nSet-Cookie: x=1",
    "/notes%0d%0aSet-Cookie:x=1",
    "/%",
    "/café",
    "notes",
    "",
  ])("gives / in place of %j (W-01, W-02)", (next) => {
    expect(safeNext(next)).toBe("/");
  });

  it.each([[undefined], [null], [["/a", "/b"]], [1]])("gives / where the query has %j", (next) => {
    expect(safeNext(next)).toBe("/");
  });

  it("gives / for one that is too long", () => {
    expect(safeNext(`/${"a".repeat(2000)}`)).toBe("/");
  });

  it("judges as the rule does, whatever it is given", () => {
    const built = fc
      .array(fc.constantFrom(...PIECES, ...WORDS), { maxLength: 8 })
      .map((pieces) => pieces.join(""));
    const long = fc.integer({ min: 1990, max: 2010 }).map((length) => `/${"a".repeat(length)}`);
    fc.assert(
      fc.property(fc.oneof(built, fc.string(), fc.webPath(), long), (next) => {
        expect(safeNext(next)).toBe(judge(next));
        expect(safeNext(`/${next}`)).toBe(judge(`/${next}`));
      }),
      { numRuns: 5_000 },
    );
  });
});
