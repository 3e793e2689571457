import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newId } from "./ids.ts";

describe("newId", () => {
  it("is the UUID of RFC 9562 appendix A.6 for its time and random bits", () => {
    const random = () => Buffer.from("0cc318c4dc0c0c07398f", "hex");
    expect(newId(0x017f22e279b0, random)).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  });

  it("has version 7 and variant 10, whatever the random bits", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 10 }), fc.nat(), (bits, now) => {
        expect(newId(now, () => Buffer.from(bits))).toMatch(
          /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
        );
      }),
    );
  });

  it("sorts by time", () => {
    const times = [0, 1, 255, 256, 1_700_000_000_000, 1_700_000_000_001, 2 ** 47];
    const ids = times.map((now) => newId(now, randomBytes));
    expect([...ids].sort()).toEqual(ids);
  });
});
