import { accessSync, constants, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Config } from "../../server/config.ts";
import { sqlitePathOf } from "../../store/open-store.ts";
import { codeOf } from "../../store/store-error.ts";
import { type Finding, finding } from "./finding.ts";

/** Who may read the secret and the password hashes, and whether this user may write. */
export function checkFiles({ settings }: Config, cwd: string): Finding[] {
  const database = sqlitePathOf(settings.database);
  if (database === ":memory:") {
    return [
      finding("W022", "The database is in memory: it ends with the server.", "Set DATABASE_URL=sqlite:PATH."),
    ];
  }
  const files = [join(cwd, ".env"), join(settings.dataDir, "secret"), database, `${database}-wal`];
  return [...files.flatMap(checkMode), ...checkWritable(dirname(database))];
}

function checkMode(path: string): Finding[] {
  const mode = (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o777;
  if (process.platform === "win32" || (mode & 0o077) === 0) return [];
  const message = `${path} may be used by other users of this machine (mode ${mode.toString(8)}).`;
  return [finding("W020", message, `Run: chmod 600 ${path}`)];
}

function checkWritable(folder: string): Finding[] {
  try {
    accessSync(folder, constants.W_OK);
    return [];
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    const message = `The data folder ${folder} cannot be written.`;
    return [finding("E021", message, "Give the user this runs as write permission on it.")];
  }
}
