import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { createSigningKeys } from "../../keys/signing-keys.ts";
import type { Config } from "../../server/config.ts";
import { SettingsError } from "../../settings/settings.ts";
import { assertMigrated } from "../../store/migrate.ts";
import { sqlitePathOf } from "../../store/open-store.ts";
import { openSqlite } from "../../store/sqlite.ts";
import type { Store } from "../../store/store.ts";
import { StoreError } from "../../store/store-error.ts";
import { type Finding, finding } from "./finding.ts";

/** Milliseconds by which the clocks of two servers may differ. */
const CLOCK_TOLERANCE = 60_000;

/** When this check was written: no clock is right that is before it. */
const EARLIEST_NOW = Date.UTC(2026, 0, 1);

const MIGRATE = "Run `wafer migrate`.";

/** Whether the database can be used and is up to date. Reads only: a check makes nothing. */
export async function checkDatabase(config: Config): Promise<Finding[]> {
  const { mode, settings } = config;
  const path = sqlitePathOf(settings.database);
  if (path === ":memory:") return [];
  if (!existsSync(path)) {
    return mode === "production"
      ? [finding("E031", `There is no database ${path} yet.`, MIGRATE)]
      : [finding("N032", `There is no database ${path} yet.`, "`wafer serve` makes it.")];
  }
  try {
    const store = await openSqlite(path, { readonly: true });
    try {
      await assertMigrated(store);
      return [...checkClock(Date.now(), await newestEvent(store)), ...(await checkSigningKey(store, config))];
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [toFinding(error, mode)];
  }
}

function toFinding({ code, message, path }: StoreError, mode: Config["mode"]): Finding {
  if (code !== "not_migrated") return finding("E030", message, "Nothing can start until this is mended.");
  const outdated = `The database ${path} is not up to date.`;
  return mode === "production"
    ? finding("E031", outdated, MIGRATE)
    : finding("N032", outdated, "`wafer serve` brings it up to date.");
}

/** Whether the key that signs can be read. Where there is none, development makes it. */
async function checkSigningKey(store: Store, { mode, settings }: Config): Promise<Finding[]> {
  const active = await store.db
    .selectFrom("keys")
    .select("id")
    .where("algorithm", "=", settings.algorithm)
    .where("status", "=", "active")
    .executeTakeFirst();
  if (active === undefined && mode === "development") return [];
  const keys = createSigningKeys({ store, settings, now: Date.now, random: randomBytes, onError: () => {} });
  try {
    await keys.start({ createKey: false });
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map((problem) =>
      finding("E034", problem, "Nothing can start until this is mended."),
    );
  } finally {
    keys.stop();
  }
}

/** @param newest milliseconds since 1970; 0 where there is no event */
function checkClock(now: number, newest: number): Finding[] {
  if (now >= Math.max(EARLIEST_NOW, newest - CLOCK_TOLERANCE)) return [];
  const message = `The clock says ${new Date(now).toISOString()}, which is before the newest event in the database or before this version was made.`;
  return [finding("E033", message, "Set the clock: tokens and sessions end by it.")];
}

async function newestEvent({ db }: Store): Promise<number> {
  const row = await db.selectFrom("events").select("at").orderBy("id", "desc").limit(1).executeTakeFirst();
  return row?.at ?? 0;
}
