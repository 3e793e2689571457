import { constants, copyFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { makeDataDir } from "../../server/config.ts";
import { earlierSecret, newSecret } from "../../server/development-secret.ts";
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
 * user. A `.env` that is there is left alone unless forced, and kept even then. A secret that was in force stays
 * acceptable: without it nobody would stay signed in, and neither keys nor the audit trail could be read.
 *
 * @throws {SettingsError | StoreError | CommandError | Interrupted}
 */
export async function init(outer: Terminal, { force = false }: InitOptions): Promise<ExitCode> {
  const envFile = join(outer.cwd, ".env");
  const secret = newSecret();
  const former = formerSecrets(outer);
  writeEnvFile(envFile, [secret, ...former], force);
  outer.say(`Wrote ${envFile} with a new secret. Keep it out of version control.`);
  if (former.length > 0)
    outer.say(
      "The former one stands in WAFER_SECRET_FALLBACKS. If it leaked, take it out: that signs everybody out.",
    );
  const terminal = { ...outer, env: { ...outer.env, WAFER_SECRET: secret } };
  const { database, hasUsers } = await prepareDatabase(terminal);
  outer.say(`The database ${database} is up to date.`);
  const creates =
    !hasUsers && outer.isInteractive && (await outer.confirm("Create the first user now?", true));
  if (creates) await createSuperuser(terminal, { input: true });
  if (outer.isJson) outer.printJson({ envFile, database });
  outer.say(nextSteps(hasUsers || creates));
  return EXIT.ok;
}

/** That of the `.env`, or the one development made, and those before it. */
function formerSecrets({ cwd, env }: Terminal): string[] {
  const { WAFER_SECRET: own, WAFER_SECRET_FALLBACKS: older = "" } = readEnvironment(cwd, {});
  const dataDir = resolve(cwd, env["WAFER_DATA_DIR"] ?? settingsTable.dataDir.default ?? "");
  const all = [own ?? earlierSecret(dataDir) ?? "", ...older.split(",").map((secret) => secret.trim())];
  return all.filter((secret) => secret !== "");
}

function writeEnvFile(path: string, secrets: readonly string[], force: boolean): void {
  try {
    if (force && existsSync(path)) {
      // An application's own settings may stand in there: they are never lost.
      copyFileSync(path, `${path}.old`, constants.COPYFILE_EXCL);
      rmSync(path);
    }
    writeFileSync(path, envText(secrets), { mode: 0o600, flag: "wx" });
  } catch (cause) {
    throw new CommandError(whyNotWritten(path, force, codeOf(cause)), EXIT.failed, { cause });
  }
}

function whyNotWritten(path: string, force: boolean, code: string): string {
  if (code !== "EEXIST")
    return `${path} cannot be written (${code}). Make its folder writable for this user.`;
  return force
    ? `${path}.old is there already, from an earlier --force. Move it away first.`
    : `${path} is there already. Add WAFER_SECRET to it by hand (\`openssl rand -base64 48\` makes one), or give --force: it is then replaced, and kept as .env.old.`;
}

function envText([secret, ...former]: readonly string[]): string {
  const fallbacks = former.length === 0 ? "" : `WAFER_SECRET_FALLBACKS=${former.join(",")}\n`;
  return `# Settings of Wafer; the environment wins over them. Secret: keep this file out of version control.
WAFER_SECRET=${secret}
${fallbacks}
# In production these two are needed as well. The origin is this server's address as browsers see it.
# NODE_ENV=production
# WAFER_ORIGIN=https://login.example.com

# Front ends on other origins, separated by commas.
# WAFER_TRUSTED_ORIGINS=https://app.example.com
`;
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
