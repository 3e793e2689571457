import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStrictJson, StrictJsonError } from "./json.ts";

function reasonFor(text: string, options: { maxDepth?: number } = {}): string {
  try {
    parseStrictJson(text, options);
  } catch (error) {
    if (error instanceof StrictJsonError) return error.message;
    throw error;
  }
  return "accepted";
}

const REPEATED = "a member is repeated";
const NOT_JSON = "its syntax is wrong";
const SURROGATE = "it has a lone surrogate";
const PROTO = "it has a member named __proto__";
const CONSTRUCTOR = "it has a member named constructor that holds prototype";

describe("parseStrictJson", () => {
  it.each([
    ["an object", '{"a":{"b":[1,"x",null,true]},"c":"d"}'],
    ["white space around a colon", '{ "a" \t\r\n : 1 , "b":2}'],
    ["one name in two objects", '[{"a":1},{"a":2},{"b":{"a":1},"a":3}]'],
    ["a name that comes again as a value", '{"a":"a","b":["a","a"]}'],
    ["quotes, braces and backslashes in strings", '{"}{][\\"":"\\\\","b\\\\":"\\"{"}'],
    ["a surrogate pair, raw and escaped", '["😀","\\ud83d\\ude00"]'],
    ["constructor as a plain member", '{"constructor":{"name":"x"},"prototype":1}'],
    ["prototype in an array in constructor", '{"constructor":[{"prototype":1}]}'],
    ["a top-level value that is no object", "null"],
  ])("reads %s as JSON.parse does", (_, text) => {
    expect(parseStrictJson(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ["a repeated member", '{"a":1,"a":2}', REPEATED],
    ["a repeated member, once escaped", '{"a":1,"\\u0061":2}', REPEATED],
    ["a repeated member after a nested object", '{"a":{"b":{}},"c":[{}],"a":2}', REPEATED],
    ["a repeated empty name", '{"":1,"" :2}', REPEATED],
    ["a __proto__ member", '{"__proto__":{"admin":true}}', PROTO],
    ["a __proto__ member, escaped and nested", '[{"a":{"\\u005f_proto__":1}}]', PROTO],
    ["constructor.prototype", '{"constructor":{"x":1,"prototype":{"admin":true}}}', CONSTRUCTOR],
    ["constructor.prototype, escaped", '{"c\\u006fnstructor":{"prototyp\\u0065":1}}', CONSTRUCTOR],
    ["a raw lone surrogate", '{"a":"\ud800"}', SURROGATE],
    ["an escaped lone surrogate in a value", '{"a":"\\ud800x"}', SURROGATE],
    ["an escaped lone surrogate in a name", '{"\\udc00":1}', SURROGATE],
    ["surrogates in the wrong order", '["\\ude00\\ud83d"]', SURROGATE],
    ["a byte order mark", '\ufeff{"a":1}', NOT_JSON],
    ["trailing text", '{"a":1} x', NOT_JSON],
    ["an empty text", "", NOT_JSON],
    ["an open string", '{"a', NOT_JSON],
    ["a bad escape", '{"\\x":1}', NOT_JSON],
    ["a member outside of brackets", '"a":1', NOT_JSON],
    ["a closing bracket too many", '{"a":1}}', NOT_JSON],
    ["the wrong closing bracket", '{"a":1]', NOT_JSON],
    ["a trailing comma", '{"a":1,}', NOT_JSON],
    ["NaN", "[NaN]", NOT_JSON],
    ["a raw line break in a string", '"\n"', NOT_JSON],
  ])("refuses %s", (_, text, reason) => {
    expect(reasonFor(text)).toBe(reason);
  });

  it("accepts nesting up to the limit and refuses one more", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(reasonFor(nested(32))).toBe("accepted");
    expect(reasonFor(nested(33))).toBe("it is nested deeper than 32");
    expect(reasonFor('{"a":{"b":{}}}', { maxDepth: 2 })).toBe("it is nested deeper than 2");
    expect(reasonFor("[[],[],[]]", { maxDepth: 2 })).toBe("accepted");
  });

  it.each([
    ["10,000 open arrays", "[".repeat(10_000)],
    ["10,000 nested objects", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`],
  ])("refuses %s by their depth, without parsing them", (_, text) => {
    expect(reasonFor(text)).toBe("it is nested deeper than 32");
  });

  it.each([
    ["quotes", '"'.repeat(100_000)],
    ["escaped quotes in an open string", `"${'\\"'.repeat(50_000)}`],
    ["backslashes", `"${"\\".repeat(99_999)}`],
    ["strings with white space behind", `[${`""${" ".repeat(98)}`.repeat(1000)}`],
    ["member names", `{${Array.from({ length: 9000 }, (_, i) => `"name${i}":1`).join(",")}}`],
  ])("takes linear time for 100 kB of %s", (_, text) => {
    const started = performance.now();
    reasonFor(text);
    expect(performance.now() - started).toBeLessThan(250);
  });

  it("says why in words of its own, without any of the input", () => {
    for (const text of ['{"s3cret":1,"s3cret":1}', '{"a":"s3cret" x}', '"s3cret', '{"s3cret":"\\ud800"}']) {
      const error = (() => {
        try {
          return parseStrictJson(text);
        } catch (thrown) {
          return thrown;
        }
      })();
      expect(error).toBeInstanceOf(StrictJsonError);
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/s3cret|ud800/);
    }
  });

  it("agrees with JSON.parse on every value it accepts", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.boolean(), (value, spaced) => {
        const text = JSON.stringify(value, null, spaced ? 1 : 0);
        fc.pre(!/__proto__|prototype/.test(text));
        expect(parseStrictJson(text, { maxDepth: 64 })).toEqual(JSON.parse(text));
      }),
    );
  });

  it("finds a repeated member wherever it stands and however it is escaped", () => {
    const escaped = (name: string) =>
      [...name].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 3 }), (name, value) => {
        const between = JSON.stringify(value);
        fc.pre(!/__proto__|prototype/.test(between));
        const members = (second: string) => `[{"${name}":${between},"${second}":1}]`;
        expect(reasonFor(members(escaped(name)))).toBe(REPEATED);
        expect(reasonFor(members(escaped(`${name}x`)))).toBe("accepted");
      }),
    );
  });

  it("refuses any text that JSON.parse refuses", () => {
    const tokens = fc.array(fc.constantFrom("{", "}", "[", "]", ":", ",", '"', "\\", "a", "1", " ", '"a"'), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(tokens, (parts) => {
        const text = parts.join("");
        if (reasonFor(text) === "accepted") expect(() => JSON.parse(text)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });
});
