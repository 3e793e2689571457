import type { Selectable } from "kysely";
import { type EventSource, PROGRAM } from "../events/events.ts";
import type { Settings } from "../settings/table.ts";
import type { KeysTable } from "../store/schema.ts";
import type { Db, Store } from "../store/store.ts";
import { type AsymmetricAlgorithm, generatePrivateKey, toJwsKey, toPublicJwk } from "../tokens/key-pair.ts";
import { sealKey } from "../tokens/seal.ts";
import { recordKey } from "./key-events.ts";

export type KeyRow = Selectable<KeysTable>;

export interface KeyDeps {
  readonly store: Store;
  readonly settings: Pick<
    Settings,
    "secret" | "secretFallbacks" | "algorithm" | "accessTokenLifetime" | "leeway"
  >;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: (size: number) => Buffer;
}

/**
 * Makes a key. The first of its algorithm is active at once, since no server signs with another; a later one is `next`.
 *
 * @throws {StoreError}
 */
export async function createKey(
  deps: KeyDeps,
  algorithm: AsymmetricAlgorithm,
  source: EventSource = PROGRAM,
): Promise<KeyRow> {
  const privateKey = await generatePrivateKey(algorithm);
  const key = toJwsKey(privateKey, algorithm);
  const sealed = sealKey(privateKey, { kid: key.kid, algorithm }, deps.settings.secret, deps.random);
  return deps.store.transaction(async (db) => {
    const isFirst = (await findByStatus(db, algorithm, "active")) === undefined;
    const now = deps.now();
    const row: KeyRow = {
      id: key.kid,
      algorithm,
      status: isFirst ? "active" : "next",
      public_jwk: JSON.stringify(toPublicJwk(key, algorithm)),
      private_key: sealed,
      created_at: now,
      activated_at: isFirst ? now : null,
      retired_at: null,
      ends_at: null,
    };
    await db.insertInto("keys").values(row).execute();
    await recordKey(
      db,
      "key_created",
      row,
      { after: { status: row.status, algorithm } },
      { source, at: now },
    );
    return row;
  });
}

/** The oldest key of that algorithm and status. */
export function findByStatus(
  db: Db,
  algorithm: AsymmetricAlgorithm,
  status: "next" | "active",
): Promise<KeyRow | undefined> {
  return db
    .selectFrom("keys")
    .selectAll()
    .where("algorithm", "=", algorithm)
    .where("status", "=", status)
    .orderBy("created_at")
    .orderBy("id")
    .executeTakeFirst();
}

/** Every key there ever was, oldest first. */
export function listKeys(db: Db): Promise<KeyRow[]> {
  return db.selectFrom("keys").selectAll().orderBy("created_at").orderBy("id").execute();
}
