import { createSecretKey, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCsrfTokenFor, makeCsrfToken } from "./csrf-token.ts";

const newKey = () => createSecretKey(randomBytes(32));
const key = newKey();
const make = (sessionId: string) => makeCsrfToken({ sessionId }, key, randomBytes);

describe("a CSRF token", () => {
  it("is 86 characters of base64url, and never the same twice", () => {
    expect(make("s")).toMatch(/^[\w-]{86}$/);
    expect(new Set(Array.from({ length: 50 }, () => make("s"))).size).toBe(50);
  });

  it("shows nothing of what it is made from: mask and masked both change", () => {
    const halves = Array.from({ length: 20 }, () => Buffer.from(make("s"), "base64url"));
    expect(new Set(halves.map((bytes) => bytes.subarray(0, 32).toString("hex"))).size).toBe(20);
    expect(new Set(halves.map((bytes) => bytes.subarray(32).toString("hex"))).size).toBe(20);
  });

  it("X-02 passes for its own session, and for no other", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (mine, other) => {
        const token = make(mine);
        expect(isCsrfTokenFor({ sessionId: mine }, token, [key])).toBe(true);
        expect(isCsrfTokenFor({ sessionId: other }, token, [key])).toBe(mine === other);
        expect(isCsrfTokenFor("anonymous", token, [key])).toBe(false);
      }),
    );
  });

  it("X-03 that anybody makes up does not pass", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\w-]{86}$/)), (token) => {
        expect(isCsrfTokenFor({ sessionId: "s" }, token, [key])).toBe(false);
      }),
    );
  });

  it("does not pass with any one bit changed", () => {
    const bytes = Buffer.from(make("s"), "base64url");
    for (let bit = 0; bit < 512; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(isCsrfTokenFor({ sessionId: "s" }, changed.toString("base64url"), [key])).toBe(false);
    }
  });

  it("has one spelling: the unused last bits of base64url must be zero", () => {
    const token = make("s");
    const last = token.at(-1) ?? "";
    const siblings = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const passing = [...siblings].filter((end) =>
      isCsrfTokenFor({ sessionId: "s" }, token.slice(0, -1) + end, [key]),
    );
    expect(passing).toEqual([last]);
  });

  it("of a former key passes while that key is among the fallbacks", () => {
    const current = newKey();
    const token = make("s");
    expect(isCsrfTokenFor({ sessionId: "s" }, token, [current, key])).toBe(true);
    expect(isCsrfTokenFor({ sessionId: "s" }, token, [current])).toBe(false);
  });
});
