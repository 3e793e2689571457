import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeNext as serversSafeNext } from "../server/pages/safe-next.ts";
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

describe("safeNext", () => {
  it.each(["/", "/notes", "/notes?page=2&q=a%20b#top", "/a//b", "/caf%C3%A9"])(
    "keeps the path %j",
    (next) => {
      expect(safeNext(next)).toBe(next);
    },
  );

  it.each([
    "//evil.example",
    "/\\evil.example",
    "/%5cevil.example",
    "/%2fevil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "\t//evil.example",
    "/\t/evil.example",
    "/%09/evil.example",
    "/a/..//evil.example",
    "/notes\r\nx",
    "/notes%0d%0ax",
    "/%",
    "",
  ])("gives / in place of %j (W-01, W-02)", (next) => {
    expect(safeNext(next)).toBe("/");
  });

  it.each([[undefined], [null], [["/a", "/b"]], [1]])("gives / where the query has %j", (next) => {
    expect(safeNext(next)).toBe("/");
  });

  it("judges as the server's own pages do", () => {
    const built = fc
      .array(fc.constantFrom(...PIECES, ...WORDS), { maxLength: 8 })
      .map((pieces) => pieces.join(""));
    const long = fc.integer({ min: 1990, max: 2010 }).map((length) => `/${"a".repeat(length)}`);
    fc.assert(
      fc.property(fc.oneof(built, fc.string(), fc.webPath(), long), (next) => {
        expect(safeNext(next)).toBe(serversSafeNext(next));
        expect(safeNext(`/${next}`)).toBe(serversSafeNext(`/${next}`));
      }),
      { numRuns: 5_000 },
    );
  });
});
