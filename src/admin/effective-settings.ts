import { duration } from "../settings/readers.ts";
import { type SettingName, type Settings, settingsTable } from "../settings/table.ts";

type Shown = string | number | boolean | null | readonly string[];

/** A setting as it is in force. A secret is "set" or "not set"; what is a function too. */
export interface EffectiveSetting {
  readonly name: string;
  readonly value: Shown;
  readonly default: Shown;
  readonly isDefault: boolean;
  readonly unit: "seconds" | null;
  /** The environment variable that overrides it; null for what can only be given in code. */
  readonly env: string | null;
  readonly doc: string;
  /** Where the documentation has it. */
  readonly link: string;
}

/** Settings that are secrets, or may hold one: the address of a database has its password. */
const SECRETS: readonly string[] = ["secret", "secretFallbacks", "database"] satisfies SettingName[];

const LINK = "docs/reference/settings.md";

export function effectiveSettings(settings: Settings): readonly EffectiveSetting[] {
  return Object.entries(settingsTable).map(([name, { env, doc, read, default: fallback }]) => {
    const value: unknown = settings[name as SettingName];
    const normal = fallback === undefined ? null : (read as (raw: unknown) => unknown)(fallback);
    return {
      name,
      value: shown(name, value),
      default: shown(name, normal),
      isDefault: JSON.stringify(value) === JSON.stringify(normal) && typeof value !== "function",
      unit: read === duration ? "seconds" : null,
      env,
      doc,
      link: LINK,
    };
  });
}

function shown(name: string, value: unknown): Shown {
  const isSet = value !== null && !(Array.isArray(value) && value.length === 0);
  if (SECRETS.includes(name) || typeof value === "function") return isSet ? "set" : "not set";
  return value as Shown;
}
