import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (file: string) => readFileSync(file, "utf8");
const page = read("docs/reference/ssr.md");

/** The names of an interface's members, as its source declares them. */
function membersOf(file: string, name: string): string[] {
  const [, body = ""] = new RegExp(`interface ${name} \\{\n(.*?)\n\\}`, "s").exec(read(file)) ?? [];
  return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[(:]/gm)].map(([, member = ""]) => member);
}

describe("docs/reference/ssr.md", () => {
  it("shows the example that the types are checked of", () => {
    expect(page).toContain(`\`\`\`ts\n${read("test/ssr/example.ts")}\`\`\``);
  });

  it.each([
    ["src/ssr/options.ts", "ServerAuthOptions", ""],
    ["src/ssr/create-server-auth.ts", "LoadOptions", ""],
    ["src/ssr/create-server-auth.ts", "ServerAuth", "auth."],
    ["src/ssr/session.ts", "ServerSession", "session."],
  ])("tells of every member of %s %s", (file, name, of) => {
    const members = membersOf(file, name);
    expect(members).not.toEqual([]);
    for (const member of members) expect(page).toMatch(new RegExp(`\`${of}${member}[(\`]`));
  });
});
