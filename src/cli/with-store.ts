import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { debuglog } from "node:util";
import { TERMINAL } from "../events/events.ts";
import { sealKeys } from "../events/seal.ts";
import { createSealer, TERMINAL_CHAIN } from "../events/sealer.ts";
import { createPasswordHasher } from "../passwords/hasher.ts";
import { type Config, loadConfig, modeOf } from "../server/config.ts";
import { createRevocations } from "../sessions/revocations.ts";
import type { SessionDeps } from "../sessions/session.ts";
import type { Settings } from "../settings/table.ts";
import { assertMigrated, migrateTo } from "../store/migrate.ts";
import { openStore, sqlitePathOf } from "../store/open-store.ts";
import type { Store } from "../store/store.ts";
import type { UserDeps } from "../users/users.ts";
import type { Terminal } from "./terminal.ts";

/** What a command that reads or changes users works with. */
export type Deps = UserDeps & SessionDeps;

/**
 * What becomes of a database that is missing: it is made, it is an error, or the command looks at an empty one in its
 * place. A command that is run in the wrong folder must leave nothing there.
 */
export type Access = "make" | "use" | "look";

/**
 * Opens the configured database for the time of `work`, whatever its migrations.
 *
 * @throws {SettingsError | StoreError}
 */
export async function withStore<Result>(
  terminal: Pick<Terminal, "cwd" | "env">,
  access: Access,
  work: (store: Store, config: Config) => Promise<Result>,
): Promise<Result> {
  const config = await loadConfig(terminal, { makes: access === "make" });
  const { database } = config.settings;
  const isMissing = access === "look" && !existsSync(sqlitePathOf(database));
  const store = await openStore(isMissing ? "sqlite::memory:" : database, { mustExist: access !== "make" });
  try {
    return await work(store, config);
  } finally {
    await store.close();
  }
}

/**
 * The same for a database that is up to date.
 *
 * @throws {StoreError} "no_database", "not_migrated", "newer_database"
 */
export function withUsers<Result>(
  terminal: Pick<Terminal, "cwd" | "env">,
  work: (deps: Deps) => Promise<Result>,
): Promise<Result> {
  return withMigrated(terminal, "use", work);
}

/** The same for what a newcomer does first: development makes the database, as `wafer serve` does. */
export function withNewUsers<Result>(
  terminal: Pick<Terminal, "cwd" | "env">,
  work: (deps: Deps) => Promise<Result>,
): Promise<Result> {
  return withMigrated(terminal, modeOf(terminal.env) === "development" ? "make" : "use", work);
}

function withMigrated<Result>(
  terminal: Pick<Terminal, "cwd" | "env">,
  access: Access,
  work: (deps: Deps) => Promise<Result>,
): Promise<Result> {
  return withStore(terminal, access, async (store, { settings }) => {
    await (access === "make" ? migrateTo(store, "latest") : assertMigrated(store));
    try {
      return await work(createDeps(store, settings));
    } finally {
      await sealOwn(store, settings);
    }
  });
}

/**
 * Seals what this command wrote down, where no server did so meanwhile. A command that only reads takes no lock for it,
 * and one that cannot write the database leaves it to who can.
 */
async function sealOwn(store: Store, settings: Settings): Promise<void> {
  const keys = sealKeys(settings);
  const sealer = createSealer({ store, keys, owner: TERMINAL_CHAIN, now: Date.now, onBroken() {} });
  try {
    while ((await sealer.isAwaitedFrom(TERMINAL.ip)) && (await sealer.sealBatch()) > 0);
  } catch (error) {
    debuglog("wafer")("%o", error);
  }
}

/** Running servers learn of ended sessions from the database; the revocations here serve nobody. */
function createDeps(store: Store, settings: Settings): Deps {
  const now = Date.now;
  return {
    store,
    settings,
    now,
    random: randomBytes,
    hasher: createPasswordHasher({
      concurrency: settings.hashConcurrency,
      queueLimit: settings.hashQueueLimit,
    }),
    revocations: createRevocations({ store, now, memory: 0, onError() {} }),
  };
}
