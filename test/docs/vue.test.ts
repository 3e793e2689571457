import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (file: string) => readFileSync(file, "utf8");
const page = read("docs/reference/vue.md");

describe("docs/reference/vue.md", () => {
  it("shows the example that the types are checked of", () => {
    expect(page).toContain(`\`\`\`ts\n${read("test/client/vue.ts")}\`\`\``);
  });

  it("tells of every function of the package", () => {
    const names =
      read("src/vue/index.ts")
        .replaceAll(/export|from.*|type \w+/g, "")
        .match(/\w+/g) ?? [];
    expect(names).toHaveLength(4);
    for (const name of names) expect(page).toContain(`\n## \`${name}(`);
  });
});
