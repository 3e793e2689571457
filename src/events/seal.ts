import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import type { Selectable } from "kysely";
import type { Settings } from "../settings/table.ts";
import type { EventChainsTable, EventsTable } from "../store/schema.ts";
import { deriveKey } from "../tokens/derive-key.ts";

export type EventRow = Selectable<EventsTable>;
export type ChainRow = Selectable<EventChainsTable>;

/** All of a row but its hash, in the order the hash is made of. */
const SEALED = [
  "chain",
  "position",
  "id",
  "at",
  "type",
  "outcome",
  "user_id",
  "actor_id",
  "session_id",
  "ip",
  "user_agent",
  "request_id",
  "detail",
  "before",
  "after",
] as const satisfies readonly (keyof EventRow)[];

/** The keys of the audit trail: that of the secret in force, which seals, then those of the fallbacks, which only verify. */
export interface SealKeys {
  readonly current: KeyObject;
  readonly all: readonly KeyObject[];
}

export function sealKeys({
  secret,
  secretFallbacks,
}: Pick<Settings, "secret" | "secretFallbacks">): SealKeys {
  const keyOf = (text: string) => createSecretKey(deriveKey(text, "audit-trail"));
  const current = keyOf(secret);
  return { current, all: [current, ...secretFallbacks.map(keyOf)] };
}

/** The seal of a row that has its chain and position. @param previous the hash of the row before it, "" of the first */
export function hashOf(key: KeyObject, previous: string, row: Omit<EventRow, "hash">): string {
  return macOf(key, ["event", previous, ...SEALED.map((column) => row[column])]);
}

/** Whether the row's hash is one that a key of ours gave it, after the row with the hash `previous`. */
export function isSealed({ all }: SealKeys, previous: string, row: EventRow): boolean {
  return all.some((key) => hashOf(key, previous, row) === row.hash);
}

/** The row as it is to be written. */
export function signChain({ current }: SealKeys, chain: Omit<ChainRow, "mac">): ChainRow {
  return { ...chain, mac: macOfChain(current, chain) };
}

export function isGenuine(keys: SealKeys, chain: ChainRow): boolean {
  return signerOf(keys, chain) !== null;
}

/** The key that the row was signed with; null where it is none of ours. */
export function signerOf({ all }: SealKeys, chain: ChainRow): KeyObject | null {
  return all.find((key) => macOfChain(key, chain) === chain.mac) ?? null;
}

function macOfChain(key: KeyObject, chain: Omit<ChainRow, "mac">): string {
  const { number, owner, started_at, first_position, first_hash, last_position, last_hash } = chain;
  return macOf(key, [
    "chain",
    number,
    owner,
    started_at,
    first_position,
    first_hash,
    last_position,
    last_hash,
  ]);
}

/** JSON of an array tells apart whatever differs: texts are quoted, numbers are not, and null is null. */
function macOf(key: KeyObject, values: readonly (string | number | null)[]): string {
  return createHmac("sha256", key).update(JSON.stringify(values)).digest("base64url");
}
