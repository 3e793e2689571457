import { constants, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { makeDataDir } from "../../server/config.ts";
import { earlierSecret, newSecret } from "../../server/development-secret.ts";
import { defineSettings, SettingsError } from "../../settings/settings.ts";
import { settingsTable } from "../../settings/table.ts";
import { migrateTo } from "../../store/migrate.ts";
import { codeOf } from "../../store/store-error.ts";
import { countUsers } from "../../users/users.ts";
import { readEnvironment } from "../environment.ts";
import { CommandError, EXIT, type ExitCode } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { withStore } from "../with-store.ts";
import { createSuperuser } from "./create-user.ts";

export interface InitOptions {
  readonly force?: boolean;
}

/**
 * Prepares a folder: a `.env` with a new secret, an up-to-date database and, where somebody can be asked, the first
 * user. A `.env` that is there is left alone unless forced; then only its secrets are replaced, and a copy is kept. A
 * secret that was in force stays acceptable: without it nobody would stay signed in, and neither keys nor the audit trail
 * could be read.
 *
 * @throws {SettingsError | StoreError | CommandError | Interrupted}
 */
export async function init(outer: Terminal, { force = false }: InitOptions): Promise<ExitCode> {
  if (outer.ownEnv["WAFER_SECRET"] !== undefined) throw new CommandError(SECRET_WINS);
  const envFile = join(outer.cwd, ".env");
  const former = formerSecrets(outer);
  writeEnvFile(envFile, [newSecret(), ...former], force);
  outer.say(`Wrote ${envFile} with a new secret. Keep it out of version control.`);
  if (former.length > 0)
    outer.say(
      "The former one stands in WAFER_SECRET_FALLBACKS. If it leaked, take it out: that signs everybody out.",
    );
  const terminal = { ...outer, env: readEnvironment(outer.cwd, outer.ownEnv) };
  const { database, hasUsers } = await prepareDatabase(terminal);
  outer.say(`The database ${database} is up to date.`);
  const creates =
    !hasUsers && outer.isInteractive && (await outer.confirm("Create the first user now?", true));
  if (creates) await createSuperuser(terminal, { input: true });
  if (outer.isJson) outer.printJson({ envFile, database });
  outer.say(nextSteps(hasUsers || creates));
  return EXIT.ok;
}

const SECRET_WINS =
  "WAFER_SECRET is set in the environment, and wins over a .env. Unset it to have a secret made here; to keep it, run `wafer migrate` and `wafer createsuperuser` in place of `wafer init`.";

/** That of the `.env`, or the one development made, and those before it. One that is refused is told of, and left out. */
function formerSecrets({ cwd, env, warn }: Terminal): string[] {
  const { WAFER_SECRET: own, WAFER_SECRET_FALLBACKS: older = "" } = readEnvironment(cwd, {});
  const dataDir = resolve(cwd, env["WAFER_DATA_DIR"] ?? settingsTable.dataDir.default ?? "");
  const all = [own ?? earlierSecret(dataDir) ?? "", ...older.split(",").map((secret) => secret.trim())];
  const given = all.filter((secret) => secret !== "");
  const usable = given.filter(isUsable);
  if (usable.length < given.length)
    warn(
      "A former secret is too weak to be accepted on. It is left out: who signed in under it signs in anew.",
    );
  return usable;
}

function isUsable(secret: string): boolean {
  try {
    defineSettings({ secret: newSecret(), secretFallbacks: [secret] });
    return true;
  } catch (error) {
    if (error instanceof SettingsError) return false;
    throw error;
  }
}

function writeEnvFile(path: string, secrets: readonly string[], force: boolean): void {
  try {
    let rest = PRODUCTION;
    if (force && existsSync(path)) {
      // An application's own settings may stand in there: they are never lost.
      copyFileSync(path, `${path}.old`, constants.COPYFILE_EXCL);
      rest = withoutSecrets(readFileSync(path, "utf8"));
      rmSync(path);
    }
    writeFileSync(path, envText(secrets, rest), { mode: 0o600, flag: "wx" });
  } catch (cause) {
    throw new CommandError(whyNotWritten(path, force, codeOf(cause)), EXIT.failed, { cause });
  }
}

function whyNotWritten(path: string, force: boolean, code: string): string {
  if (code !== "EEXIST")
    return `${path} cannot be written (${code}). Make its folder writable for this user.`;
  return force
    ? `${path}.old is there already, from an earlier --force. Move it away first.`
    : `${path} is there already. Add WAFER_SECRET to it by hand (\`openssl rand -base64 48\` makes one), or give --force: its secrets are then replaced, and a copy is kept as .env.old.`;
}

const HEADING =
  "# Settings of Wafer; the environment wins over them. Secret: keep this file out of version control.";

const PRODUCTION = `
# In production these two are needed as well. The origin is this server's address as browsers see it.
# NODE_ENV=production
# WAFER_ORIGIN=https://login.example.com

# Front ends on other origins, separated by commas.
# WAFER_TRUSTED_ORIGINS=https://app.example.com
`;

function envText([secret, ...former]: readonly string[], rest: string): string {
  const fallbacks = former.length === 0 ? "" : `WAFER_SECRET_FALLBACKS=${former.join(",")}\n`;
  return `${HEADING}\nWAFER_SECRET=${secret}\n${fallbacks}${rest}`;
}

function withoutSecrets(text: string): string {
  const lines = text.split("\n");
  return lines
    .filter((line) => line !== HEADING && !/^\s*(?:export\s+)?WAFER_SECRET(?:_FALLBACKS)?\s*=/.test(line))
    .join("\n");
}

function prepareDatabase(terminal: Terminal): Promise<{ database: string; hasUsers: boolean }> {
  return withStore(terminal, "make", async (store, { settings }) => {
    makeDataDir(settings.dataDir);
    await migrateTo(store, "latest");
    return { database: store.location, hasUsers: (await countUsers(store.db)) > 0 };
  });
}

function nextSteps(hasUsers: boolean): string {
  const steps = [...(hasUsers ? [] : ["npx wafer createsuperuser"]), "npx wafer serve"];
  return `Next: ${steps.join(", then ")}`;
}
