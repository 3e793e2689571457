import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCookie } from "./read-cookie.ts";

const token = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const value = fc.stringMatching(/^[A-Za-z0-9._=-]{0,20}$/);

describe("readCookie", () => {
  it.each([
    ["a=1", "1"],
    ["b=2; a=1", "1"],
    ["b=2;a=1", "1"],
    ["a=1=2", "1=2"],
    ["a=", ""],
    [" a = 1 ", "1"],
    ["\ta\t=\t1\t", "1"],
    ["a=\u00a01\u00a0", "\u00a01\u00a0"],
    ['a="1"', '"1"'],
    ["a=%41", "%41"],
    ["junk; =x; ;; a=1;", "1"],
  ])("finds a in %j", (header, found) => {
    expect(readCookie(header, "a")).toEqual({ kind: "one", value: found });
  });

  it.each([undefined, "", "a", "A=1", "aa=1", "b=a=1", "b; a", "=a"])("finds no a in %j", (header) => {
    expect(readCookie(header, "a")).toEqual({ kind: "absent" });
  });

  it.each(["\u00a0", "\v", "\f", "\r", "\n", "\u0085", "\ufeff", "\u2003", "\u2028", "\u3000"])(
    "C-11 finds no a whose name has %j about it: to the browser it is another, without our prefix",
    (space) => {
      expect(readCookie(`${space}a=1; b=2; a${space}=1`, "a")).toEqual({ kind: "absent" });
    },
  );

  it("C-11 two cookies of the name are ambiguous, even with the same value", () => {
    expect(readCookie("a=1; b=2; a=1", "a")).toEqual({ kind: "ambiguous" });
  });

  it("C-12 never throws, whatever the header", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (header, name) => {
        expect(["absent", "ambiguous", "one"]).toContain(readCookie(header, name).kind);
      }),
    );
  });

  it("finds exactly the cookies of that name, in any header a browser sends", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(token, value)), token, (pairs, name) => {
        const header = pairs.map(([key, text]) => `${key}=${text}`).join("; ");
        const own = pairs.filter(([key]) => key === name);
        const [only] = own;
        const expected =
          only === undefined
            ? { kind: "absent" }
            : own.length > 1
              ? { kind: "ambiguous" }
              : { kind: "one", value: only[1] };
        expect(readCookie(header, name)).toEqual(expected);
      }),
    );
  });
});
