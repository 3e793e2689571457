import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { createKey, listKeys } from "../keys/create-key.ts";
import { type DescribedKey, describeKey } from "../keys/describe-key.ts";
import { retireKey, rotateKey } from "../keys/rotate-key.ts";
import { type AsymmetricAlgorithm, asymmetricAlgorithms } from "../tokens/key-pair.ts";
import type { Actor } from "./actor.ts";

/** What a rotation came to: where every server must know the next key first, when to ask again. */
export interface Rotation {
  readonly isRotated: boolean;
  readonly key: DescribedKey;
  readonly former: DescribedKey | null;
  readonly readyAt: string | null;
}

/** Every key there ever was, nothing of their private halves. */
export async function listAdminKeys({ store, now }: AuthContext): Promise<readonly DescribedKey[]> {
  return (await listKeys(store.db)).map((key) => describeKey(key, now()));
}

/** @throws {AuthError} conflict where neither the request nor the settings name an algorithm that has keys */
export async function addKey(
  algorithm: AsymmetricAlgorithm | undefined,
  actor: Actor,
  auth: AuthContext,
): Promise<DescribedKey> {
  const key = await createKey(auth, algorithmOf(algorithm, auth), actor.source);
  return describeKey(key, auth.now());
}

/** @throws {AuthError} conflict */
export async function rotateKeys(
  algorithm: AsymmetricAlgorithm | undefined,
  actor: Actor,
  auth: AuthContext,
): Promise<Rotation> {
  const rotation = await rotateKey(auth, algorithmOf(algorithm, auth), actor.source);
  const key = describeKey(rotation.key, auth.now());
  if (rotation.kind === "waiting")
    return { isRotated: false, key, former: null, readyAt: new Date(rotation.readyAt).toISOString() };
  const { former } = rotation;
  return {
    isRotated: true,
    key,
    former: former === null ? null : describeKey(former, auth.now()),
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
): Promise<DescribedKey> {
  const retirement = await retireKey(auth, kid, isAtOnce, actor.source);
  if (retirement.kind === "unknown") throw new AuthError("not_found");
  if (retirement.kind === "active")
    throw new AuthError("conflict", { reason: "the key is active; rotate first, which retires it" });
  if (!("key" in retirement)) throw new Error("a retired key is missing");
  return describeKey(retirement.key, auth.now());
}

function algorithmOf(given: AsymmetricAlgorithm | undefined, { settings }: AuthContext): AsymmetricAlgorithm {
  const algorithm = given ?? asymmetricAlgorithms.find((candidate) => candidate === settings.algorithm);
  if (algorithm !== undefined) return algorithm;
  const reason = "the setting algorithm is HS256, whose key comes from the secret: name an algorithm";
  throw new AuthError("conflict", { reason });
}
