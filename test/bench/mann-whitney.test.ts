import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aucOf, median } from "../../bench/mann-whitney.ts";

const samples = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 40 });

describe("aucOf", () => {
  it("is 1 when every value of the first is greater, 0 when none is, 0.5 when they are the same", () => {
    expect(aucOf([4, 5, 6], [1, 2, 3])).toBe(1);
    expect(aucOf([1, 2, 3], [4, 5, 6])).toBe(0);
    expect(aucOf([1, 2, 3], [3, 2, 1])).toBe(0.5);
    expect(aucOf([7, 7], [7])).toBe(0.5);
  });

  it("compares as numbers, not as text", () => {
    expect(aucOf([10], [9])).toBe(1);
    expect(aucOf([0.5, 100], [20])).toBe(0.5);
  });

  it("agrees with the count over all pairs", () => {
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const scores = a.flatMap((x) => b.map((y) => (x > y ? 1 : x === y ? 0.5 : 0)));
        const mean = scores.reduce((sum: number, score) => sum + score, 0) / scores.length;
        expect(aucOf(a, b)).toBeCloseTo(mean, 12);
      }),
    );
  });

  it("leaves its input as it was", () => {
    const a = [3, 1, 2];
    aucOf(a, a);
    expect(a).toEqual([3, 1, 2]);
  });

  it("refuses an empty sample and NaN", () => {
    expect(() => aucOf([], [1])).toThrow(RangeError);
    expect(() => aucOf([1], [])).toThrow(RangeError);
    expect(() => aucOf([1, Number.NaN], [1])).toThrow(RangeError);
  });
});

describe("median", () => {
  it("is the middle value, or the mean of the middle two", () => {
    expect(median([10, 9, 100])).toBe(10);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });

  it("refuses no values and NaN", () => {
    expect(() => median([])).toThrow(RangeError);
    expect(() => median([Number.NaN])).toThrow(RangeError);
  });
});
