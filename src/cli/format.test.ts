import { expect, it } from "vitest";
import { formatTable } from "./format.ts";

it("formatTable takes as many rows as there are", () => {
  const rows = Array.from({ length: 200_000 }, (_, index) => ({ name: `user ${index}` }));
  expect(formatTable(["name"], rows)).toMatch(/user 199999$/);
});
