import type { Command, Option } from "commander";
import { EXIT } from "../src/cli/exit-codes.ts";
import { createProgram } from "../src/cli/program.ts";
import { capitalised } from "./capitalised.ts";

const MEANINGS: Record<keyof typeof EXIT, string> = {
  ok: "done",
  failed: "not done, or a check found something; the message says what, why and how to go on",
  wrongUsage: "unknown command, option or value",
  settingsInvalid: "a setting is missing or wrong",
  databaseUnusable: "the database is missing, not up to date, newer, locked, damaged, read-only or full",
  someFailed: "done for some of those that were named, not for all",
  interrupted: "ended by Ctrl-C at a question",
};

/** The lines of the page on the command line, from the commands themselves. */
export function commandLines(): string[] {
  const { program } = createProgram(process);
  return [
    "`npx wafer …` runs them in a clone and where the package is installed; `wafer COMMAND --help` says the same as this page. They read",
    "the [settings](settings.md) of the folder they run in: `wafer.config.ts` (or `.js`), `.env` and the environment. Data goes to stdout,",
    "talk and progress to stderr. Passwords are never arguments: they come from a prompt, from stdin or from the environment.",
    "",
    "Every command takes:",
    "",
    ...program.options.filter(({ long }) => long !== "--version").map(describeOption),
    "",
    "| exit code | meaning |",
    "| --- | --- |",
    ...Object.entries(EXIT).map(([name, code]) => `| ${code} | ${MEANINGS[name as keyof typeof EXIT]} |`),
    "",
    ...program.commands.flatMap((command) => describe(command, "wafer")),
  ];
}

function describe(command: Command, parent: string): string[] {
  const name = `${parent} ${command.name()}`;
  if (command.commands.length > 0) return command.commands.flatMap((inner) => describe(inner, name));
  const options = command.options.map(describeOption);
  return [
    `## ${name}`,
    "",
    `${capitalised(command.description())}.`,
    "",
    `    ${name} ${command.usage()}`.trimEnd(),
    "",
    ...(options.length > 0 ? [...options, ""] : []),
  ];
}

function describeOption({ flags, description, argChoices, defaultValue }: Option): string {
  const choices = argChoices === undefined ? "" : ` One of ${argChoices.map(code).join(", ")}.`;
  const fallback = ["string", "number"].includes(typeof defaultValue)
    ? ` ${code(String(defaultValue))} when left out.`
    : "";
  return `- ${code(flags)}: ${description}.${choices}${fallback}`;
}

function code(text: string): string {
  return `\`${text}\``;
}
