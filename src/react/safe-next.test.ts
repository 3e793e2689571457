import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeNext as serversSafeNext } from "../server/pages/safe-next.ts";
import { safeNext } from "./safe-next.ts";

/** Pieces that open redirects are made of. */
const PIECES = ["/", "\\", ".", "%2f", "%5c", "%09", "%0d%0a", "%", "\t", "\n", "\0", "@", ":", "?", "#"];
const WORDS = ["evil.example", "https:", "javascript:", "user", "é", "notes", "a%20b", " "];

describe("safeNext", () => {
  it("keeps a path of the app, and gives / for any other address and for none", () => {
    expect(safeNext("/notes?page=2#top")).toBe("/notes?page=2#top");
    for (const next of [
      "//evil.example",
      "/\\evil.example",
      "/%09/evil.example",
      "javascript:alert(1)",
      "/%",
    ])
      expect(safeNext(next)).toBe("/");
    expect([safeNext(null), safeNext(undefined), safeNext("")]).toEqual(["/", "/", "/"]);
  });

  it("judges as the server's own pages do (W-01, W-02)", () => {
    const built = fc.array(fc.constantFrom(...PIECES, ...WORDS), { maxLength: 8 });
    const long = fc.integer({ min: 1990, max: 2010 }).map((length) => `/${"a".repeat(length)}`);
    const any = fc.oneof(
      built.map((pieces) => pieces.join("")),
      fc.string(),
      fc.webPath(),
      long,
    );
    fc.assert(
      fc.property(any, (next) => {
        expect(safeNext(next)).toBe(serversSafeNext(next));
        expect(safeNext(`/${next}`)).toBe(serversSafeNext(`/${next}`));
      }),
      { numRuns: 1_000 },
    );
  });
});
