import { expect, it } from "vitest";
import { compare, NUMBER } from "../../admin/src/overview/statistics.ts";

const THOUSAND = NUMBER.format(1000);

it.each([
  [1001, 1000, `under 1 % more (${THOUSAND} before)`],
  [999, 1000, `under 1 % fewer (${THOUSAND} before)`],
  [1010, 1000, `+1 % (${THOUSAND} before)`],
  [990, 1000, `−1 % (${THOUSAND} before)`],
  [1000, 1000, "as many as before"],
  [3, 0, "none before"],
])("%i after %i is told as %s", (now, before, told) => {
  expect(compare(now, before)).toBe(told);
});
