import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { createKey, type KeyRow, listKeys } from "../keys/create-key.ts";
import { type DescribedKey, describeKey } from "../keys/describe-key.ts";
import { readyAtOf, retireKey, rotateKey } from "../keys/rotate-key.ts";
import { toIso } from "../time.ts";
import { type AsymmetricAlgorithm, asymmetricAlgorithms } from "../tokens/key-pair.ts";
import type { Actor } from "./actor.ts";

export interface AdminKey extends DescribedKey {
  /** When a next key may sign, every server having read it by then; null of the others. ISO 8601 in UTC. */
  readonly readyAt: string | null;
}

/** What a rotation came to: where every server must know the next key first, when to ask again. */
export interface Rotation {
  readonly isRotated: boolean;
  readonly key: AdminKey;
  readonly former: AdminKey | null;
  readonly readyAt: string | null;
}

/** Every key there ever was, nothing of their private halves. */
export async function listAdminKeys({ store, now }: AuthContext): Promise<readonly AdminKey[]> {
  return (await listKeys(store.db)).map((key) => describe(key, now()));
}

function describe(key: KeyRow, now: number): AdminKey {
  return { ...describeKey(key, now), readyAt: toIso(key.status === "next" ? readyAtOf(key) : null) };
}

/** @throws {AuthError} conflict where neither the request nor the settings name an algorithm that has keys */
export async function addKey(
  algorithm: AsymmetricAlgorithm | undefined,
  actor: Actor,
  auth: AuthContext,
): Promise<AdminKey> {
  const key = await createKey(auth, algorithmOf(algorithm, auth), actor.source);
  return describe(key, auth.now());
}

/** @throws {AuthError} conflict */
export async function rotateKeys(
  algorithm: AsymmetricAlgorithm | undefined,
  actor: Actor,
  auth: AuthContext,
): Promise<Rotation> {
  const rotation = await rotateKey(auth, algorithmOf(algorithm, auth), actor.source);
  const key = describe(rotation.key, auth.now());
  if (rotation.kind === "waiting")
    return { isRotated: false, key, former: null, readyAt: toIso(rotation.readyAt) };
  const { former } = rotation;
  return {
    isRotated: true,
    key,
    former: former === null ? null : describe(former, auth.now()),
    readyAt: null,
  };
}

/**
 * Ends a key that does not sign.
 *
 * @param isAtOnce a retired one too, whose tokens would be accepted until they expire
 * @throws {AuthError} not_found, conflict
 */
export async function endKey(
  kid: string,
  isAtOnce: boolean,
  actor: Actor,
  auth: AuthContext,
): Promise<AdminKey> {
  const retirement = await retireKey(auth, kid, isAtOnce, actor.source);
  if (retirement.kind === "unknown") throw new AuthError("not_found");
  if (retirement.kind === "active")
    throw new AuthError("conflict", { reason: "the key is active; rotate first, which retires it" });
  if (!("key" in retirement)) throw new Error("a retired key is missing");
  return describe(retirement.key, auth.now());
}

function algorithmOf(given: AsymmetricAlgorithm | undefined, { settings }: AuthContext): AsymmetricAlgorithm {
  const algorithm = given ?? asymmetricAlgorithms.find((candidate) => candidate === settings.algorithm);
  if (algorithm !== undefined) return algorithm;
  const reason = "the setting algorithm is HS256, whose key comes from the secret: name an algorithm";
  throw new AuthError("conflict", { reason });
}
