import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newId } from "../ids.ts";
import { createIdMap } from "./id-map.ts";

const id = fc.constantFrom("", "a", "b", "0190-aaaaaaaa", "0191-aaaaaaaa", "0190-aaaaaaab");
const step = fc.oneof(
  fc.record({ act: fc.constant("set" as const), id, value: fc.nat() }),
  fc.record({ act: fc.constant("delete" as const), id, value: fc.constant(0) }),
);

describe("an id map", () => {
  it("holds what a Map holds, after any steps, with ids that share a place", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const [map, model] = [createIdMap<number>(), new Map<string, number>()];
        for (const { act, id: key, value } of steps) {
          if (act === "set") {
            map.set(key, value);
            model.set(key, value);
          } else {
            map.delete(key);
            model.delete(key);
          }
          expect(map.get(key)).toBe(model.get(key));
        }
        expect([...map]).toEqual([...model]);
        for (const key of ["", "a", "b", "0190-aaaaaaaa", "0191-aaaaaaaa"])
          expect(map.get(key)).toBe(model.get(key));
      }),
      { numRuns: 300 },
    );
  });

  it("finds each of 1,000 ids that share one place, and still the last when the others are gone", () => {
    const map = createIdMap<number>();
    const keys = Array.from({ length: 1000 }, (_, index) => `${index}-aaaaaaaa`);
    for (const [index, key] of keys.entries()) map.set(key, index);
    expect(keys.every((key, index) => map.get(key) === index)).toBe(true);
    for (const key of keys.slice(0, -1)) map.delete(key);
    expect(map.get("999-aaaaaaaa")).toBe(999);
    expect(map.get("998-aaaaaaaa")).toBe(undefined);
  });

  it("finds real ids among 20,000", () => {
    const map = createIdMap<number>();
    const keys = Array.from({ length: 20_000 }, (_, index) => newId(1_900_000_000_000 + index, randomBytes));
    for (const [index, key] of keys.entries()) map.set(key, index);
    expect(keys.every((key, index) => map.get(key) === index)).toBe(true);
  });
});
