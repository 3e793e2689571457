import { describe, expect, it } from "vitest";
import { AuthError } from "../errors.ts";
import { flagParameter, readQuery, textParameter, timeParameter } from "./query.ts";

const PARAMETERS = {
  before: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: "Where." },
  limit: { type: "integer", minimum: 1, maximum: 100, default: 20, description: "How many." },
} as const;

const read = (query: string) => readQuery(`/events${query}`, PARAMETERS);

function reasonFor(query: string): unknown {
  try {
    return read(query);
  } catch (error) {
    return error instanceof AuthError && error.code === "invalid_request" ? error.details["reason"] : error;
  }
}

describe("readQuery", () => {
  it("gives each number, its default or nothing where it is left out", () => {
    expect(read("")).toEqual({ before: undefined, limit: 20 });
    expect(read("?")).toEqual({ before: undefined, limit: 20 });
    expect(read("?limit=1&before=9007199254740991")).toEqual({ before: Number.MAX_SAFE_INTEGER, limit: 1 });
  });

  it.each(["0", "101", "-1", "+1", "1.0", "1e1", "0x1", "01", "", " 1", "1;", "ten", "NaN", "١"])(
    "W-17 refuses a limit of %j",
    (value) => {
      expect(reasonFor(`?limit=${encodeURIComponent(value)}`)).toBe(
        "limit must be a whole number from 1 to 100",
      );
    },
  );

  it("W-17 refuses a number that cannot be exact", () => {
    for (const value of ["9007199254740992", "99999999999999999999"])
      expect(reasonFor(`?before=${value}`)).toMatch(/^before must be a whole number/);
  });

  it("W-17 refuses what is given twice or not known, and repeats no value of it", () => {
    expect(reasonFor("?limit=1&limit=2")).toBe("limit is given twice");
    const known = "there is a parameter that is not known (known: before, limit)";
    expect(reasonFor("?user_id=ada&__proto__=1")).toBe(known);
    expect(reasonFor("?limt=ada")).toBe("limt is not known (perhaps limit is meant)");
  });
});

describe("parameters that are no numbers", () => {
  const KINDS = {
    active: flagParameter("Whether."),
    name: textParameter("Who.", 5),
    since: timeParameter("When."),
    sort: { type: "string", enum: ["up", "down"], default: "up", description: "How." },
  } as const;

  it("are read by their kind", () => {
    expect(readQuery("/x?active=false&name=a%20b&since=2026-01-31T12:00:00Z&sort=down", KINDS)).toEqual({
      active: false,
      name: "a b",
      since: Date.UTC(2026, 0, 31, 12),
      sort: "down",
    });
    expect(readQuery("/x", KINDS)).toEqual({ sort: "up" });
  });

  it.each([
    "active=1",
    "active=TRUE",
    "active=",
    "name=",
    "name=abcdef",
    "name=a%00",
    "name=a&name=b",
    "since=2026-01-31",
    "since=2026-01-31T12:00:00",
    "since=2026-02-30T25:00:00Z",
    "since=-000001-01-01T00:00:00Z",
    "since=1",
    "sort=sideways",
    "sort=toString",
  ])("W-17 refuses %s", (query) => {
    expect(() => readQuery(`/x?${query}`, KINDS)).toThrow(AuthError);
  });
});
