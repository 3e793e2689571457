import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import * as fastify from "../../src/adapters/fastify.ts";
import * as wafer from "../../src/index.ts";
import { blocksOf, outdented } from "./blocks.ts";

const read = (file: string) => readFileSync(file, "utf8");
const page = read("docs/reference/server.md");
const ENTRIES = ["src/index.ts", "src/adapters/fastify.ts"];
const DECLARATION = /^export (?:async )?(?:function|const|class|interface|type) (\w+)/gm;

interface Exported {
  readonly name: string;
  /** Where it is declared. */
  readonly file: string;
}

/** All that a module exports, types too, as its source has it. */
function exportsOf(file: string): Exported[] {
  const source = read(file);
  const from = (path: string) => join(dirname(file), path);
  const declared = [...source.matchAll(DECLARATION)].map(([, name = ""]) => ({ name, file }));
  const lists = [...source.matchAll(/^export (?:type )?\{([^}]*)\} from "(.*)";/gm)];
  const stars = [...source.matchAll(/^export \* from "(.*)";/gm)];
  return [
    ...declared,
    ...lists.flatMap(([, list = "", path = ""]) =>
      list.split(",").map((name) => ({ name: name.trim().replace("type ", ""), file: from(path) })),
    ),
    ...stars.flatMap(([, path = ""]) => exportsOf(from(path))),
  ];
}

const exported = ENTRIES.flatMap(exportsOf);
const functions = Object.entries({ ...wafer, ...fastify }).flatMap(([name, value]) =>
  typeof value === "function" && !/^class/.test(String(value)) ? [{ name, value }] : [],
);

/** The names of an interface's members, as its source declares them. */
function membersOf(file: string, name: string): string[] {
  const [, body = ""] =
    new RegExp(`interface ${name} (?:extends [^{]*)?\\{\n(.*?)\n\\}`, "s").exec(read(file)) ?? [];
  return [...body.matchAll(/^ {2}readonly (\w+)\??[(:]/gm)].map(([, member = ""]) => member);
}

describe("docs/reference/server.md", () => {
  it("names every export of both modules, each of which has a comment of its own", () => {
    const names = exported.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...Object.keys(wafer), ...Object.keys(fastify)]));
    for (const { name, file } of exported) {
      expect(page, name).toMatch(new RegExp(`\`[^\`\n]*\\b${name}\\b`));
      const comment = `\\*/\\nexport (?:async )?(?:function|const|class|interface|type) ${name}\\b`;
      expect(read(file), `${name} of ${file}`).toMatch(new RegExp(comment));
    }
  });

  it("shows each function with its parameters, those that may be left out marked so", () => {
    const internal = page.slice(page.indexOf("## Exported, and not for you"));
    const shown = functions.filter(({ name }) => !internal.includes(`\`${name}\``));
    expect(shown.length).toBeGreaterThan(20);
    for (const { name, value } of shown) {
      const [, list = ""] = new RegExp(`^(?:#+|\\|) \`${name}\\(([^)]*)\\)\``, "m").exec(page) ?? [];
      const parameters = list.split(", ");
      expect([name, parameters.length]).toEqual([name, parametersOf(value)]);
      expect([name, parameters.filter((one) => !one.endsWith("?")).length]).toEqual([name, value.length]);
    }
  });

  it.each([
    ["src/context.ts", "ContextParts", ["store", "throttlePath"]],
    ["src/authenticate.ts", "Identity", []],
    ["src/adapters/fastify.ts", "StaffOptions", []],
    ["src/index.ts", "AuthOptions", []],
    ["src/users/users.ts", "NewUser", []],
    ["src/groups/groups.ts", "Group", []],
  ])("tells of every member of %s %s", (file, name, internal: readonly string[]) => {
    const members = membersOf(file, name).filter((member) => !internal.includes(member));
    expect(members.length).toBeGreaterThan(1);
    for (const member of members) expect(page).toMatch(new RegExp(`\`[^\`\n]*\\b${member}\\b`));
  });

  it.each(["src/index.ts", "src/users/users.ts"])("tells of every option that %s documents", (file) => {
    const options = [...read(file).matchAll(/@param options\.(\w+)/g)];
    expect(options.length).toBeGreaterThan(1);
    for (const [, option] of options) expect(page).toContain(`\`${option}\``);
  });

  it("names no error code or status but those there are", () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)];
    expect(rows.length).toBeGreaterThan(8);
    for (const [, code = "", status] of rows)
      expect(wafer.ERRORS).toHaveProperty([code, "status"], Number(status));
  });

  for (const [index, { file, code }] of blocksOf(page).entries())
    it(`block ${index + 1} is a piece of ${file || "the file it names"}`, () => {
      expect(file).not.toBe("");
      expect(outdented(read(file))).toContain(outdented(code));
    });
});

/** How many parameters a function has, those with a default among them. */
function parametersOf(value: unknown): number {
  const [, list = ""] = /\(((?:[^()]|\([^()]*\))*)\)/.exec(String(value)) ?? [];
  const names = list.replaceAll(/\{[^{}]*\}/g, "_").split(",");
  return names.filter((name) => name.trim() !== "").length;
}
