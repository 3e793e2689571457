import { type EventSource, PROGRAM } from "../events/events.ts";
import type { Db } from "../store/store.ts";
import { toIso } from "../time.ts";
import type { AsymmetricAlgorithm } from "../tokens/key-pair.ts";
import { createKey, findByStatus, type KeyDeps, type KeyRow } from "./create-key.ts";
import { recordKey } from "./key-events.ts";

/** Milliseconds after which every server has read a new key: two of the intervals at which it looks. */
const KNOWN_AFTER = 10_000;

/** When a next key may sign, in milliseconds since 1970. */
export function readyAtOf({ created_at }: Pick<KeyRow, "created_at">): number {
  return created_at + KNOWN_AFTER;
}

/** Milliseconds a retired key is accepted beyond the last token it can have signed: servers learn late, clocks differ. */
const MARGIN = 60_000;

/** `waiting`: the next key is not known to every server before `readyAt` (milliseconds since 1970). */
export type KeyRotation =
  | { readonly kind: "rotated"; readonly key: KeyRow; readonly former: KeyRow | null }
  | { readonly kind: "waiting"; readonly key: KeyRow; readonly isNew: boolean; readonly readyAt: number };

/**
 * Makes the next key the active one, once every server knows it: a server refuses a token whose key it has not read.
 * Where there is no next key, makes one and asks to come again. The former key stays accepted until its tokens have expired.
 *
 * @throws {StoreError}
 */
export async function rotateKey(
  deps: KeyDeps,
  algorithm: AsymmetricAlgorithm,
  source: EventSource = PROGRAM,
): Promise<KeyRotation> {
  const rotation = await deps.store.transaction((db) => activateNext(db, deps, algorithm, source));
  if (rotation !== null) return rotation;
  const key = await createKey(deps, algorithm, source);
  if (key.status === "active") return { kind: "rotated", key, former: null };
  return { kind: "waiting", key, isNew: true, readyAt: readyAtOf(key) };
}

async function activateNext(
  db: Db,
  { settings, now }: KeyDeps,
  algorithm: AsymmetricAlgorithm,
  source: EventSource,
): Promise<KeyRotation | null> {
  const next = await findByStatus(db, algorithm, "next");
  if (next === undefined) return null;
  const at = now();
  const readyAt = readyAtOf(next);
  if (readyAt > at) return { kind: "waiting", key: next, isNew: false, readyAt };
  const former = await findByStatus(db, algorithm, "active");
  const endsAt = at + (settings.accessTokenLifetime + settings.leeway) * 1000 + MARGIN;
  const retired = { status: "retired", retired_at: at, ends_at: endsAt };
  const activated = { status: "active", activated_at: at };
  if (former !== undefined) await update(db, former.id, retired);
  await update(db, next.id, activated);
  await forgetEnded(db, at);
  const before = { status: next.status, active: former?.id ?? null };
  const after = { status: activated.status, algorithm, active: next.id };
  await recordKey(db, "key_rotated", next, { before, after }, { source, at });
  return {
    kind: "rotated",
    key: { ...next, ...activated },
    former: former === undefined ? null : { ...former, ...retired },
  };
}

export type KeyRetirement =
  | { readonly kind: "unknown" | "active" }
  | { readonly kind: "ended"; readonly key: KeyRow }
  | { readonly kind: "ending"; readonly key: KeyRow };

/**
 * Ends a key that does not sign: a next one, and with `atOnce` a retired one whose tokens must no longer be accepted.
 * Servers follow within 5 seconds. The private key is deleted.
 *
 * @throws {StoreError}
 */
export function retireKey(
  { store, now }: Pick<KeyDeps, "store" | "now">,
  kid: string,
  atOnce: boolean,
  source: EventSource = PROGRAM,
): Promise<KeyRetirement> {
  return store.transaction(async (db) => {
    const key = await db.selectFrom("keys").selectAll().where("id", "=", kid).executeTakeFirst();
    if (key === undefined) return { kind: "unknown" };
    if (key.status === "active") return { kind: "active" };
    const at = now();
    if (key.ends_at !== null && key.ends_at <= at) return { kind: "ended", key };
    if (key.status === "retired" && !atOnce) return { kind: "ending", key };
    const ended = { status: "retired", retired_at: key.retired_at ?? at, ends_at: at };
    await update(db, kid, ended);
    await forgetEnded(db, at);
    const before = { status: key.status, endsAt: toIso(key.ends_at) };
    const after = { status: ended.status, endsAt: toIso(at), algorithm: key.algorithm };
    await recordKey(db, "key_retired", key, { before, after }, { source, at });
    return { kind: "ended", key: { ...key, ...ended } };
  });
}

/** Nothing is verified with an ended key, so its private half is not kept. */
async function forgetEnded(db: Db, now: number): Promise<void> {
  await db.updateTable("keys").set({ private_key: null }).where("ends_at", "<=", now).execute();
}

async function update(db: Db, id: string, values: Partial<KeyRow>): Promise<void> {
  await db.updateTable("keys").set(values).where("id", "=", id).execute();
}
