import type { Kysely } from "kysely";
import { closest } from "../settings/closest.ts";
import { migrations } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";
import type { Db, Store } from "./store.ts";
import { StoreError } from "./store-error.ts";

/** The table that remembers which migrations a database has had. */
type MigrationsTable = { wafer_migrations: { name: string; applied_at: number } };

export interface MigrationStatus {
  readonly applied: string[];
  readonly pending: string[];
  /** In the database, but not known to this version: a newer version made them. */
  readonly unknown: string[];
}

export interface MigrationStep {
  readonly name: string;
  readonly direction: "up" | "down";
}

/** Which migrations the database has had, lacks, and has had from a newer version. Changes nothing. */
export async function migrationStatus(store: Store): Promise<MigrationStatus> {
  const tables = await store.db.introspection.getTables();
  const isFresh = !tables.some((table) => table.name === "wafer_migrations");
  return compare(isFresh ? [] : await readNames(store.db));
}

/**
 * Brings the database to `target`: every migration up to and including that name, all ("latest") or none ("zero",
 * which deletes all data). Each step is a transaction of its own; several processes may do this at once.
 *
 * @param onStep called after each step is kept.
 * @returns the steps this call made, in order.
 * @throws {StoreError} "newer_database", or what keeps the database from being written.
 */
export async function migrateTo(
  store: Store,
  target: string,
  onStep: (step: MigrationStep) => void = () => {},
): Promise<MigrationStep[]> {
  const count = countUpTo(target);
  const steps: MigrationStep[] = [];
  for (;;) {
    const step = await store.transaction((db) => takeStep(store, db, count));
    if (step === null) return steps;
    steps.push(step);
    onStep(step);
  }
}

/** @throws {StoreError} "not_migrated" or "newer_database" when this version cannot work with the database. */
export async function assertMigrated(store: Store): Promise<void> {
  const { pending, unknown } = await migrationStatus(store);
  if (unknown.length > 0) throw newerDatabase(store, unknown);
  if (pending.length > 0)
    throw new StoreError("not_migrated", store.location, `it lacks ${pending.join(", ")}`);
}

/** One step nearer to having exactly the first `count` migrations, or null where it has. Reads what is applied anew. */
async function takeStep(store: Store, db: Db, count: number): Promise<MigrationStep | null> {
  await db.schema
    .createTable("wafer_migrations")
    .ifNotExists()
    .addColumn("name", "text", (column) => column.primaryKey().notNull())
    .addColumn("applied_at", "bigint", (column) => column.notNull())
    .execute();
  const { applied, unknown } = compare(await readNames(db));
  if (unknown.length > 0) throw newerDatabase(store, unknown);
  const isApplied = ({ name }: Migration) => applied.includes(name);
  const tooMuch = migrations.slice(count).findLast(isApplied);
  if (tooMuch !== undefined) return applyDown(store, db, tooMuch);
  const missing = migrations.slice(0, count).find((migration) => !isApplied(migration));
  return missing === undefined ? null : applyUp(store, db, missing);
}

async function applyUp(store: Store, db: Db, migration: Migration): Promise<MigrationStep> {
  await migration.up(db, store.engine);
  const row = { name: migration.name, applied_at: Date.now() };
  await withMigrations(db).insertInto("wafer_migrations").values(row).execute();
  return { name: migration.name, direction: "up" };
}

async function applyDown(store: Store, db: Db, migration: Migration): Promise<MigrationStep> {
  await migration.down(db, store.engine);
  await withMigrations(db).deleteFrom("wafer_migrations").where("name", "=", migration.name).execute();
  return { name: migration.name, direction: "down" };
}

/** How many migrations, from the first on, the target asks for. */
function countUpTo(target: string): number {
  if (target === "latest") return migrations.length;
  if (target === "zero") return 0;
  const index = migrations.findIndex(({ name }) => name === target);
  if (index >= 0) return index + 1;
  const known = ["latest", "zero", ...migrations.map(({ name }) => name)];
  const near = closest(target, known);
  throw new RangeError(
    `There is no migration "${target}". ${near === null ? `Known: ${known.join(", ")}.` : `Did you mean "${near}"?`}`,
  );
}

function compare(names: readonly string[]): MigrationStatus {
  const known = migrations.map(({ name }) => name);
  return {
    applied: known.filter((name) => names.includes(name)),
    pending: known.filter((name) => !names.includes(name)),
    unknown: names.filter((name) => !known.includes(name)),
  };
}

async function readNames(db: Db): Promise<string[]> {
  const rows = await withMigrations(db)
    .selectFrom("wafer_migrations")
    .select("name")
    .orderBy("name")
    .execute();
  return rows.map(({ name }) => name);
}

function withMigrations(db: Db): Kysely<MigrationsTable> {
  return db.withTables<MigrationsTable>();
}

function newerDatabase(store: Store, unknown: readonly string[]): StoreError {
  return new StoreError("newer_database", store.location, `it has had ${unknown.join(", ")}`);
}
