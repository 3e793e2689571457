import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { openSqlite } from "../../src/store/sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { storeConformance } from "./conformance.ts";
import { migrationConformance } from "./migrations.ts";

const folder = mkdtempSync(join(tmpdir(), "wafer-stores-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const STORES: Record<string, () => Promise<Store>> = {
  "a SQLite file": () => openSqlite(join(folder, `${files++}.db`)),
  "SQLite in memory": () => openSqlite(":memory:"),
};

for (const [name, open] of Object.entries(STORES)) {
  storeConformance(name, open);
  migrationConformance(name, open);
}
