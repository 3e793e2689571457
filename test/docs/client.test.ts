import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ERRORS } from "../../src/errors.ts";

const page = readFileSync("docs/reference/client.md", "utf8");
const read = (file: string) => readFileSync(file, "utf8");

/** The names of an interface's members, as its source declares them. */
function membersOf(file: string, name: string): string[] {
  const [, body = ""] = new RegExp(`interface ${name} \\{\n(.*?)\n\\}`, "s").exec(read(file)) ?? [];
  return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[(:]/gm)].map(([, member = ""]) => member);
}

describe("docs/reference/client.md", () => {
  it("shows the example that the types are checked of", () => {
    expect(page).toContain(`\`\`\`ts\n${read("test/client/example.ts")}\`\`\``);
  });

  it.each([
    ["src/client/create-auth-client.ts", "AuthClient"],
    ["src/client/api.ts", "AuthClientOptions"],
  ])("tells of every member of %s %s", (file, name) => {
    const members = membersOf(file, name);
    expect(members.length).toBeGreaterThan(3);
    for (const member of members) expect(page).toMatch(new RegExp(`\`(auth\\.)?${member}[(\`]`));
  });

  it("tells of every error code of the client's own", () => {
    const [, codes = ""] = /const MESSAGES = \{(.*?)\n\};/s.exec(read("src/client/errors.ts")) ?? [];
    const own = [...codes.matchAll(/^ {2}(\w+):/gm)].map(([, code = ""]) => code);
    for (const code of own.filter((code) => !(code in ERRORS))) expect(page).toContain(`| \`${code}\` |`);
  });
});
