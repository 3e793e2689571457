import { sql } from "kysely";
import type { SealKeys } from "../../src/events/seal.ts";
import { createSealer, type Sealer } from "../../src/events/sealer.ts";
import { type Verification, verifyEvents } from "../../src/events/verify-events.ts";
import { migrateTo } from "../../src/store/migrate.ts";
import type { EventsTable } from "../../src/store/schema.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { eventRow, TIME } from "../stores/rows.ts";
import { KEYS } from "./keys.ts";

/** A database with nothing but events, and what seals and verifies them. */
export interface Trail {
  readonly store: Store;
  /** Chains that a sealer found changed. */
  readonly broken: number[];
  sealer(owner: string, keys?: SealKeys): Sealer;
  /** Writes so many events, not sealed. Each differs from the others. */
  write(count: number, values?: Partial<EventsTable>): Promise<void>;
  verify(keys?: SealKeys): Promise<Verification>;
  /** Runs a statement of somebody who can write to the database. */
  tamper(statement: string): Promise<void>;
}

/** A database in memory goes with its store; one in a file is the caller's to close. */
export async function newTrail(path = ":memory:"): Promise<Trail> {
  const store = await openSqlite(path);
  await migrateTo(store, "latest");
  const broken: number[] = [];
  let written = 0;
  return {
    store,
    broken,
    sealer: (owner, keys = KEYS) =>
      createSealer({ store, keys, owner, now: () => TIME, onBroken: (chain) => void broken.push(chain) }),
    async write(count, { id: _, ...values } = {} as EventsTable) {
      const rows = Array.from({ length: count }, () =>
        eventRow({ at: TIME + written, detail: `event ${written++}`, ...values }),
      );
      await store.db.insertInto("events").values(rows).execute();
    },
    verify: (keys = KEYS) => verifyEvents(store, keys, { pageSize: 5, patience: 0 }),
    async tamper(statement) {
      await sql.raw(statement).execute(store.db);
    },
  };
}
