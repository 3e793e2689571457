import fc from "fast-check";
import { expect, it } from "vitest";
import { fromIso, toIso } from "./time.ts";

it("a time is read back as it was told", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.parse("9999-12-31T23:59:59Z") }), (time) => {
      expect(fromIso(toIso(time))).toBe(time);
    }),
  );
});

it.each([
  ["2026-01-31T12:00+01:00", "2026-01-31T11:00:00Z"],
  ["2024-02-29T23:59:59.123456-00:30", "2024-03-01T00:29:59.123Z"],
])("%s is %s", (text, same) => {
  expect(fromIso(text)).toBe(Date.parse(same));
});

it.each([
  "",
  "now",
  "2026-01-31",
  "2026-01-31T12:00:00",
  "2026-02-31T00:00:00Z",
  "2025-02-29T00:00:00Z",
  "2026-01-31T24:00:00Z",
  "2026-01-31T12:60:00Z",
  "2026-01-31T12:00:00+24:00",
  "1969-12-31T23:59:59Z",
  "+002026-01-31T12:00:00Z",
  "20260131T120000Z",
  "2026-01-31T12:00:00Z ",
])("%j is no time", (text) => {
  expect(fromIso(text)).toBe(null);
});
