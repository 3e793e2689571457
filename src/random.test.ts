import fc from "fast-check";
import { expect, it } from "vitest";
import { createRandom } from "./random.ts";

it("gives as many bytes as it is asked for, and none of them twice", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 8, max: 5000 }), { maxLength: 50 }), (sizes) => {
      const random = createRandom();
      const given = sizes.map((size) => random(size));
      expect(given.map(({ length }) => length)).toEqual(sizes);
      const runs = given.flatMap((bytes) =>
        Array.from({ length: Math.floor(bytes.length / 8) }, (_, at) =>
          bytes.toString("hex", at * 8, at * 8 + 8),
        ),
      );
      expect(new Set(runs).size).toBe(runs.length);
    }),
  );
});

it("keeps nothing of what it gave", () => {
  const random = createRandom();
  const first = random(32);
  const copy = Buffer.from(first);
  for (let count = 0; count < 1000; count++) random(32).fill(1);
  expect(first).toEqual(copy);
  expect(createRandom()(32)).not.toEqual(first);
});
