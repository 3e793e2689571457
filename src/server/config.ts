import { existsSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { defineSettings, SettingsError, settingsFromEnvironment } from "../settings/settings.ts";
import { type Settings, type SettingsInput, settingsTable } from "../settings/table.ts";
import { makeFolder } from "../store/make-folder.ts";
import { toStoreError } from "../store/store-error.ts";
import { earlierSecret, keptSecret, newSecret } from "./development-secret.ts";

export type Mode = "development" | "production";

export interface Config {
  readonly mode: Mode;
  readonly settings: Settings;
  /** The configuration file that was read, or null. */
  readonly file: string | null;
}

export interface ConfigSource {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface ConfigOptions {
  /** Whether development makes its folder and its secret where they are missing. @default true */
  readonly makes?: boolean;
}

const CONFIG_FILES = ["wafer.config.ts", "wafer.config.js", "wafer.config.mjs"];

/** Where front ends run while they are developed: Create React App and Next.js, Angular, and Vite. */
const DEVELOPMENT_ORIGINS = ["http://localhost:3000", "http://localhost:4200", "http://localhost:5173"];

/**
 * The settings of the runnable server: the environment over wafer.config over the defaults of the mode.
 * NODE_ENV=production demands what must not be guessed; development makes it up and keeps it in the data folder.
 *
 * @throws {SettingsError} that tells everything that is missing or wrong
 * @throws {StoreError} when the data folder cannot be made
 */
export async function loadConfig(
  source: ConfigSource,
  { makes = true }: ConfigOptions = {},
): Promise<Config> {
  const mode = modeOf(source.env);
  const file = CONFIG_FILES.map((name) => resolve(source.cwd, name)).find((path) => existsSync(path)) ?? null;
  const given: SettingsInput = {
    ...(file === null ? {} : await importConfig(file)),
    ...settingsFromEnvironment(source.env),
  };
  if (mode === "production") demand(given, ["secret", "origin"]);
  const settings = defineSettings(
    mode === "production" ? withPaths(given, source) : developmentSettings(given, source, makes),
  );
  demandRootPath(settings);
  return { mode, settings, file };
}

export function modeOf(env: NodeJS.ProcessEnv): Mode {
  return env["NODE_ENV"] === "production" ? "production" : "development";
}

/** The data folder as an absolute path, and the database in it unless another is named. */
function withPaths(given: SettingsInput, { cwd }: ConfigSource): SettingsInput {
  const dataDir = resolve(cwd, given.dataDir ?? settingsTable.dataDir.default ?? "");
  return { ...given, dataDir, database: given.database ?? `sqlite:${join(dataDir, "wafer.db")}` };
}

function developmentSettings(given: SettingsInput, source: ConfigSource, makes: boolean): SettingsInput {
  const settings = withPaths(given, source);
  const dataDir = String(settings.dataDir);
  if (makes) makeDataDir(dataDir);
  const port = portOf(given);
  if (port === 0 && given.origin === undefined) {
    throw new SettingsError([
      "PORT=0 takes any free port, so WAFER_ORIGIN must say what browsers will call: set it, or choose a port",
    ]);
  }
  return {
    ...settings,
    origin: given.origin ?? (port === null ? undefined : `http://localhost:${port}`),
    trustedOrigins: given.trustedOrigins ?? DEVELOPMENT_ORIGINS,
    secret: given.secret ?? (makes ? keptSecret(dataDir) : (earlierSecret(dataDir) ?? newSecret())),
  };
}

/** Null where it is none: {@link defineSettings} complains of the port then, and shall not of an origin made of it. */
function portOf({ port }: SettingsInput): number | null {
  const { read, default: fallback } = settingsTable.port;
  try {
    return read(port ?? fallback);
  } catch {
    return null;
  }
}

async function importConfig(file: string): Promise<SettingsInput> {
  let module: { default?: unknown };
  try {
    module = await importAsModule(file);
  } catch (cause) {
    throw new SettingsError([
      `${file} cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
    ]);
  }
  if (typeof module.default !== "object" || module.default === null) {
    throw new SettingsError([`${file} must have a default export: the settings object`]);
  }
  return module.default as SettingsInput;
}

/** As an ES module, whatever the "type" of the package.json beside it: `npm init` writes "commonjs" there. */
async function importAsModule(file: string): Promise<{ default?: unknown }> {
  const { href } = pathToFileURL(file);
  const format = file.endsWith(".ts") ? "module-typescript" : "module";
  const hooks = registerHooks({
    load: (url, context, nextLoad) => nextLoad(url, url === href ? { ...context, format } : context),
  });
  try {
    return await import(href);
  } finally {
    hooks.deregister();
  }
}

/** Its routes are at the root: with cookies for another path nobody could sign in. */
function demandRootPath({ cookiePath }: Settings): void {
  if (cookiePath === "/") return;
  throw new SettingsError([
    `cookiePath (WAFER_COOKIE_PATH) must be / for the wafer command, whose routes are at the root: browsers would not send it cookies for ${cookiePath}. An app of your own may have another, where it mounts the routes under a prefix`,
  ]);
}

function demand(given: SettingsInput, names: readonly ("secret" | "origin")[]): void {
  const missing = names.filter((name) => given[name] === undefined);
  if (missing.length === 0) return;
  throw new SettingsError(
    missing.map(
      (name) =>
        `NODE_ENV=production needs ${name}: set ${settingsTable[name].env}. ${settingsTable[name].doc}`,
    ),
  );
}

/**
 * The data folder, for its owner only, and ignored by git from within.
 *
 * @throws {StoreError}
 */
export function makeDataDir(dataDir: string): void {
  try {
    makeFolder(dataDir);
    const ignore = join(dataDir, ".gitignore");
    if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
  } catch (cause) {
    throw toStoreError(cause, join(dataDir, "wafer.db")) ?? cause;
  }
}
