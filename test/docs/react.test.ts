import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (file: string) => readFileSync(file, "utf8");
const page = read("docs/reference/react.md");

/** The names of an interface's members, as its source declares them. */
function membersOf(file: string, name: string): string[] {
  const [, body = ""] = new RegExp(`interface ${name} \\{\n(.*?)\n\\}`, "s").exec(read(file)) ?? [];
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, member = ""]) => member);
}

describe("docs/reference/react.md", () => {
  it("shows the example that the types are checked of", () => {
    expect(/```tsx\n(.*?)```/s.exec(page)?.[1]).toBe(read("test/client/react.tsx"));
  });

  it.each([
    ["auth-provider.tsx", "AuthProviderProps"],
    ["require-user.tsx", "RequireUserProps"],
    ["sign-in-form.tsx", "SignInFormProps"],
  ])("tells of every prop of %s %s", (file, name) => {
    const props = membersOf(`src/react/${file}`, name);
    expect(props.length).toBeGreaterThan(2);
    // Children of the provider need no words.
    for (const prop of props.filter((prop) => name !== "AuthProviderProps" || prop !== "children"))
      expect(page).toContain(`| \`${prop}\` |`);
  });

  it("tells of every export and every word", () => {
    const lists = [...read("src/react/index.ts").matchAll(/^export \{ (.*?) \}/gm)];
    const names = lists
      .flatMap(([, list = ""]) => list.split(", "))
      .filter((name) => !name.startsWith("type "));
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) expect(page).toMatch(new RegExp(`\`<?${name}[>(]`));
    const [, table = ""] = /const ENGLISH = \{\n(.*?)\n\};/s.exec(read("src/react/words.ts")) ?? [];
    const words = [...table.matchAll(/^ {2}(\w+): "(.*)",$/gm)];
    expect(words.length).toBeGreaterThan(10);
    for (const [, word, english] of words) expect(page).toContain(`| \`${word}\` | ${english} |`);
  });
});
