import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { referencePages } from "../../scripts/reference.ts";

describe("the reference pages", () => {
  for (const [file, text] of Object.entries(referencePages())) {
    it(`${file} tells what the code does (npm run docs writes it)`, () => {
      expect(readFileSync(file, "utf8")).toBe(text);
    });
  }
});
