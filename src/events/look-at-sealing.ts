import { setTimeout as sleep } from "node:timers/promises";
import { type RawBuilder, sql } from "kysely";
import type { Db, Store } from "../store/store.ts";
import { lastSealedId } from "./chains.ts";
import { MAX_ID } from "./id-range.ts";
import { unsealed } from "./sealer.ts";
import type { RowFault } from "./walk-chain.ts";

/** What is written and not sealed spans no longer than this, in milliseconds: servers and commands seal what they write. */
const MAX_UNSEALED = 600_000;

/** A trigger that can change events as they are written or keep them from being sealed. Wafer has none. */
export interface TriggerFault {
  readonly kind: "trigger";
  readonly name: string;
}

export interface Sealing {
  readonly faults: readonly (TriggerFault | RowFault)[];
  /** The time that the oldest row tells that is not sealed, in milliseconds since 1970; null where all are. */
  readonly unsealedSince: number | null;
}

const READ_TRIGGERS: Record<Store["engine"], RawBuilder<{ name: string; table: string; text: string }>> = {
  sqlite: sql`select name, tbl_name as "table", sql as text from sqlite_master where type = 'trigger' order by name`,
};

/**
 * Whether somebody keeps new rows from being sealed: they could then be changed for ever and nobody would see it.
 *
 * @param patience milliseconds in which old rows that wait are sealed where a server runs: after a crash, for one
 */
export async function lookAtSealing(store: Store, patience: number): Promise<Sealing> {
  const { rows: triggers } = await READ_TRIGGERS[store.engine].execute(store.db);
  const faults = triggers.filter(concernsEvents).map(({ name }) => ({ kind: "trigger", name }) as const);
  const oldest = await oldestUnsealed(store.db);
  const stuck = oldest !== null && (await isOverdue(store.db, oldest.at)) ? oldest : null;
  if (stuck === null) return { faults, unsealedSince: oldest?.at ?? null };
  await sleep(patience);
  const present = await oldestUnsealed(store.db);
  const fault = { kind: "unsealed", chain: null, position: null, ...stuck } as const;
  return {
    faults: present?.id === stuck.id ? [...faults, fault] : faults,
    unsealedSince: present?.at ?? null,
  };
}

/** A trigger of any table can write to ours. */
function concernsEvents({ table, text }: { readonly table: string; readonly text: string }): boolean {
  return /\b(events|event_chains)\b/i.test(`${table} ${text}`);
}

/** Rows are sealed in the order of their ids: those that wait come after all that are sealed. */
async function oldestUnsealed(db: Db): Promise<{ readonly id: number; readonly at: number } | null> {
  const [row] = await unsealed(db, await lastSealedId(db), 1);
  return row === undefined ? null : { id: row.id, at: row.at };
}

/** By the newest row, not by the clock: where no server runs, rows of one that died may wait for days. */
async function isOverdue(db: Db, at: number): Promise<boolean> {
  const newest = await db
    .selectFrom("events")
    .select("at")
    .where("id", "<=", MAX_ID)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return newest !== undefined && newest.at - at > MAX_UNSEALED;
}
