import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/**
 * Every block of code in a guide stands in a file that a test runs, and says which: `<!-- examples/vue/src/auth.ts -->` on
 * the line before it. The block is a piece of that file, to the letter but for its indentation.
 */
const FOLDER = "docs/guides";
const BLOCK = /(?:<!-- (?<file>\S+) -->\n)?```(?<language>\w*)\n(?<code>[\s\S]*?)\n```/g;

const guides = readdirSync(FOLDER).filter((name) => name.endsWith(".md") && name !== "README.md");

describe("the guides", () => {
  it("are all linked from their README", () => {
    const links = [...readFileSync(join(FOLDER, "README.md"), "utf8").matchAll(/\]\((\S+?\.md)\)/g)];
    expect(links.map(([, link]) => link).sort()).toEqual(guides.toSorted());
  });

  for (const name of guides) {
    const text = readFileSync(join(FOLDER, name), "utf8");
    for (const [index, { groups }] of [...text.matchAll(BLOCK)].entries()) {
      const { file = "", language = "", code = "" } = groups ?? {};
      it(`${name}: block ${index + 1} (${language}) is a piece of ${file || "the file it names"}`, () => {
        expect(file).not.toBe("");
        expect(outdented(readFileSync(file, "utf8"))).toContain(outdented(code));
      });
    }
  }
});

/** Without the space at the start of lines: a guide shows a piece from inside a function at the margin. */
function outdented(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .join("\n");
}
