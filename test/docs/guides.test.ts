import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { blocksOf, outdented } from "./blocks.ts";

/** Every block of code in a guide stands in a file that a test runs, and says which: to the letter but for its indentation. */
const FOLDER = "docs/guides";

const guides = readdirSync(FOLDER).filter((name) => name.endsWith(".md") && name !== "README.md");

describe("the guides", () => {
  it("are all linked from their README", () => {
    const links = [...readFileSync(join(FOLDER, "README.md"), "utf8").matchAll(/\]\((\S+?\.md)\)/g)];
    expect(links.map(([, link]) => link).sort()).toEqual(guides.toSorted());
  });

  for (const name of guides) {
    const text = readFileSync(join(FOLDER, name), "utf8");
    for (const [index, { file, language, code }] of blocksOf(text).entries()) {
      it(`${name}: block ${index + 1} (${language}) is a piece of ${file || "the file it names"}`, () => {
        expect(file).not.toBe("");
        expect(outdented(readFileSync(file, "utf8"))).toContain(outdented(code));
      });
    }
  }
});
