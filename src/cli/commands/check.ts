import { loadConfig } from "../../server/config.ts";
import { SettingsError } from "../../settings/settings.ts";
import { StoreError } from "../../store/store-error.ts";
import { checkDatabase } from "../checks/database-checks.ts";
import { checkFiles } from "../checks/file-checks.ts";
import { type Finding, finding, type Level } from "../checks/finding.ts";
import { checkDeployment, checkSettings } from "../checks/settings-checks.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";

export interface CheckOptions {
  readonly deploy?: boolean;
  readonly failLevel: "error" | "warning";
}

const HEADINGS: readonly (readonly [Level, string])[] = [
  ["error", "ERRORS:"],
  ["warning", "WARNINGS:"],
  ["note", "NOTES:"],
];

/** Prints what is wrong, after Django's `check`. Notes are advice: they neither count nor fail. */
export async function check(
  terminal: Terminal,
  { deploy = false, failLevel }: CheckOptions,
): Promise<ExitCode> {
  const findings = await findAll(terminal, deploy);
  const fails = findings.some(({ level }) => level === "error" || level === failLevel);
  if (terminal.isJson) terminal.printJson({ ok: !fails, findings });
  else terminal.print(describe(findings));
  return fails ? EXIT.failed : EXIT.ok;
}

async function findAll(terminal: Terminal, deploy: boolean): Promise<Finding[]> {
  try {
    const config = await loadConfig(terminal, { makes: false });
    return [
      ...checkSettings(config, terminal.env),
      ...(deploy ? checkDeployment(config) : []),
      ...checkFiles(config, terminal.cwd),
      ...(await checkDatabase(config)),
    ];
  } catch (error) {
    if (error instanceof SettingsError) {
      return error.problems.map((problem) =>
        finding("E001", problem, "docs/reference/settings.md tells what each setting takes."),
      );
    }
    if (error instanceof StoreError)
      return [finding("E021", error.message, "Nothing else was checked: mend this first.")];
    throw error;
  }
}

function describe(findings: readonly Finding[]): string {
  const issues = findings.filter(({ level }) => level !== "note").length;
  const count = issues === 0 ? "no issues" : `${issues} issue${issues === 1 ? "" : "s"}`;
  return [
    ...(issues === 0 ? [] : ["System check identified some issues:", ""]),
    ...HEADINGS.flatMap(([level, heading]) => section(heading, findings, level)),
    `System check identified ${count} (0 silenced).`,
  ].join("\n");
}

function section(heading: string, findings: readonly Finding[], level: Level): string[] {
  const lines = findings
    .filter((found) => found.level === level)
    .map(({ id, message, hint }) => `${id}: ${message}\n\tHINT: ${hint}`);
  return lines.length === 0 ? [] : [heading, ...lines, ""];
}
