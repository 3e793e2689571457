import { closest } from "./closest.ts";
import { Misfit } from "./readers.ts";
import { brokenRules } from "./rules.ts";
import { type SettingName, type Settings, type SettingsInput, settingsTable } from "./table.ts";

const NAMES = Object.keys(settingsTable) as SettingName[];

/** Settings that cannot work, every problem at once. `problems` are sentences that name the setting and the cure. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/**
 * Checks a settings object and completes it with the defaults. The result is frozen.
 *
 * @throws {SettingsError} for unknown names (with a suggestion), values of the wrong kind, and combinations a
 * browser would refuse.
 * @example defineSettings({ secret: process.env.MY_SECRET, accessTokenLifetime: "10m" });
 */
export function defineSettings(input: SettingsInput): Settings {
  const problems = Object.keys(input)
    .filter((name) => !Object.hasOwn(settingsTable, name))
    .map(unknownSetting);
  const values = NAMES.map((name) => [name, readSetting(name, input[name], problems)] as const);
  if (problems.length > 0) throw new SettingsError(problems);
  const settings = Object.freeze(Object.fromEntries(values)) as Settings;
  const broken = brokenRules(settings);
  if (broken.length > 0) throw new SettingsError(broken);
  return settings;
}

/** The settings given in the environment, as text; {@link defineSettings} reads them. */
export function settingsFromEnvironment(env: NodeJS.ProcessEnv): SettingsInput {
  const given = NAMES.flatMap((name) => {
    const variable = settingsTable[name].env;
    const value = variable === null ? undefined : env[variable];
    return value === undefined || value === "" ? [] : [[name, value]];
  });
  return Object.fromEntries(given) as SettingsInput;
}

/** Environment variables that look like a misspelt setting: a warning each. */
export function misspeltVariables(env: NodeJS.ProcessEnv): string[] {
  const known = NAMES.map((name) => settingsTable[name].env).filter((variable) => variable !== null);
  return Object.keys(env)
    .filter((name) => name.startsWith("WAFER_") && !known.includes(name))
    .flatMap((name) => {
      const near = closest(name, known);
      return near === null || near.length - name.length > 3
        ? []
        : [`unknown variable ${name}. Did you mean ${near}?`];
    });
}

function unknownSetting(name: string): string {
  const near = closest(name, NAMES);
  return `unknown setting "${name}".${near === null ? "" : ` Did you mean "${near}"?`}`;
}

function readSetting(name: SettingName, raw: unknown, problems: string[]): unknown {
  const { read, default: fallback, env } = settingsTable[name];
  const value = raw ?? fallback;
  if (value === undefined) {
    problems.push(
      `${name} is missing: give it among the settings, or as ${env}, which the wafer command reads and createAuth does not`,
    );
    return undefined;
  }
  try {
    return read(value);
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    problems.push(`${name}${env === null ? "" : ` (${env})`} must be ${error.message}`);
    return undefined;
  }
}
