import { describe, expect, it } from "vitest";
import { AuthError } from "../errors.ts";
import { type BodyKind, readBody } from "./body.ts";

const read = (
  type: string | undefined,
  text: string | Buffer,
  accepted: readonly BodyKind[] = ["json", "form"],
) => readBody(type, Buffer.from(text), accepted);

function codeFor(...args: Parameters<typeof read>): unknown {
  try {
    return read(...args);
  } catch (error) {
    return error instanceof AuthError ? error.code : error;
  }
}

describe("readBody", () => {
  it.each([
    "application/json",
    "APPLICATION/JSON",
    "application/json;charset=utf-8",
    "application/json; charset=UTF-8",
    'application/json; charset="utf-8"',
  ])("reads JSON as %s", (type) => {
    expect(read(type, '{"a":1}')).toEqual({ a: 1 });
  });

  it("reads a form, decoded", () => {
    expect(read("application/x-www-form-urlencoded", "a=1+2&b=%C3%A9&c=")).toEqual({
      a: "1 2",
      b: "é",
      c: "",
    });
  });

  it.each([
    undefined,
    "",
    "text/plain",
    "text/plain;application/json",
    "multipart/form-data; boundary=x",
    "application/json;x",
    "application/json;",
    "application/json ",
    " application/json",
    "application/json\ta",
    "application/json\u00a0",
    "application/json;charset=utf-16",
    "application/json; charset=utf-8; charset=utf-16",
    "application/json, application/json",
    "application/jsonp",
    "application/problem+json",
    "xapplication/json",
  ])("X-06 refuses %j before it reads a byte", (type) => {
    expect(codeFor(type, "{not json")).toBe("unsupported_media_type");
  });

  it("X-06 refuses a form where only JSON is taken, and the reverse", () => {
    expect(codeFor("application/x-www-form-urlencoded", "a=1", ["json"])).toBe("unsupported_media_type");
    expect(codeFor("application/json", "{}", ["form"])).toBe("unsupported_media_type");
  });

  it("tells in its refusal what would be taken", () => {
    expect(() => read("text/plain", "")).toThrow(
      "Send application/json or application/x-www-form-urlencoded.",
    );
  });

  it.each(["application/json; charset=latin1", "APPLICATION/JSON ;charset=utf-16"])(
    "tells who sends %s that only UTF-8 is accepted",
    (type) => {
      expect(() => read(type, "{}")).toThrow(
        "The content type is not supported. Send application/json with charset=utf-8 or without parameters: only UTF-8 is accepted.",
      );
    },
  );

  it.each([
    ["application/json", Buffer.from([0x7b, 0xff, 0x7d])],
    ["application/x-www-form-urlencoded", Buffer.from([0x61, 0x3d, 0xff])],
    ["application/json", "\ufeff{}"],
    ["application/json", '{"a":1,"a":2}'],
    ["application/json", ""],
  ])("refuses ill-formed bytes as %s: %o", (type, bytes) => {
    expect(codeFor(type, bytes)).toBe("malformed_json");
  });

  it("reads a form as URLSearchParams does, where it is well-formed", () => {
    const text = "a=1=2&&b&=x&%20c+d=%2B%26%3D%25&";
    expect(read("application/x-www-form-urlencoded", text)).toEqual(
      Object.fromEntries(new URLSearchParams(text)),
    );
  });

  it.each(["a=ali%ffce", "a=%c0%af", "a=%ed%a0%80", "a=ali%zzce", "a=100%", "a=%u0041", "%ff=1"])(
    "refuses the form %s, which is no percent-encoded UTF-8",
    (text) => {
      expect(codeFor("application/x-www-form-urlencoded", text)).toBe("invalid_request");
    },
  );

  it("W-17 refuses a form field that is given twice", () => {
    expect(codeFor("application/x-www-form-urlencoded", "a=1&a=1")).toBe("invalid_request");
  });

  it("W-03 keeps a form field named __proto__ a plain field", () => {
    const form = read("application/x-www-form-urlencoded", "__proto__=x&constructor=y");
    expect(Object.keys(Object(form))).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(form)).toBe(Object.prototype);
  });
});
