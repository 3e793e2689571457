import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closest } from "./closest.ts";

const KNOWN = ["accessTokenLifetime", "refreshTokenLifetime", "origin", "port"];

describe("closest", () => {
  it.each([
    ["acessTokenLifetime", "accessTokenLifetime"],
    ["accesstokenlifetime", "accessTokenLifetime"],
    ["refreshTokenLifeTime", "refreshTokenLifetime"],
    ["orgin", "origin"],
    ["prot", "port"],
  ])("suggests for %s: %s", (misspelt, meant) => {
    expect(closest(misspelt, KNOWN)).toBe(meant);
  });

  it.each(["colour", "somethingElseEntirely", "x".repeat(100)])("suggests nothing for %s", (name) => {
    expect(closest(name, KNOWN)).toBe(null);
  });

  it("suggests nothing where nothing is known", () => {
    expect(closest("port", [])).toBe(null);
  });

  it("finds a name with any one letter missing", () => {
    fc.assert(
      fc.property(fc.constantFrom("accessTokenLifetime", "refreshTokenLifetime"), fc.nat(18), (name, at) => {
        expect(closest(name.slice(0, at) + name.slice(at + 1), KNOWN)).toBe(name);
      }),
    );
  });
});
