import { SettingsError } from "../settings/settings.ts";
import type { JwsKey } from "../tokens/jws.ts";
import { asymmetricAlgorithms, type PublicJwk, toJwsKey, toPublicJwk } from "../tokens/key-pair.ts";
import type { AccessKeys } from "../tokens/key-ring.ts";
import { openKey, SealedKeyError } from "../tokens/seal.ts";
import { createKey, type KeyDeps, type KeyRow } from "./create-key.ts";

/** How often the keys are read, in milliseconds. A token with an unknown id never causes a read. */
const POLL_INTERVAL = 5_000;

/** The keys of the database, in memory. Under HS256 there are none, and nothing is read. */
export interface SigningKeys extends AccessKeys {
  /** Every public key that tokens may be signed with now, or soon (RFC 7517 section 5). */
  jwks(): { readonly keys: readonly PublicJwk[] };
  /**
   * Reads the keys, then goes on by itself until `stop`.
   *
   * @param options.createKey make the first key where there is none
   * @throws {SettingsError} when there is no key to sign with, or it cannot be used
   */
  start(options: { readonly createKey: boolean }): Promise<void>;
  /** Reads the keys now. */
  refresh(): Promise<void>;
  stop(): void;
}

export interface SigningKeyDeps extends KeyDeps {
  /** Called when a poll fails, and once for each key that cannot be used; tokens it signed are refused. */
  readonly onError: (error: unknown) => void;
}

interface HeldKey {
  readonly key: JwsKey;
  readonly jwk: PublicJwk;
  readonly endsAt: number;
}

export function createSigningKeys(deps: SigningKeyDeps): SigningKeys {
  const { store, settings, now, onError } = deps;
  const algorithm = asymmetricAlgorithms.find((name) => name === settings.algorithm);
  const unusable = new Map<string, unknown>();
  let held: ReadonlyMap<string, HeldKey> = new Map();
  let signing: JwsKey | undefined;
  let version = 0;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const isAccepted = ({ endsAt }: HeldKey): boolean => now() < endsAt;

  /** The row that should sign, whether or not it can be used. */
  async function read(): Promise<KeyRow | undefined> {
    const rows = await store.db
      .selectFrom("keys")
      .selectAll()
      .where((row) => row.or([row("ends_at", "is", null), row("ends_at", ">", now())]))
      .orderBy("created_at")
      .orderBy("id")
      .execute();
    const found = new Map(rows.flatMap((row) => hold(row)));
    if ([...held.keys()].some((kid) => !found.has(kid))) version++;
    held = found;
    const active = rows.find((row) => row.algorithm === algorithm && row.status === "active");
    signing = held.get(active?.id ?? "")?.key ?? signing;
    return active;
  }

  function hold(row: KeyRow): [string, HeldKey][] {
    const endsAt = row.ends_at ?? Number.POSITIVE_INFINITY;
    const known = held.get(row.id);
    if (known !== undefined) return [[row.id, { ...known, endsAt }]];
    if (unusable.has(row.id)) return [];
    try {
      return [[row.id, { ...openRow(row, [settings.secret, ...settings.secretFallbacks]), endsAt }]];
    } catch (error) {
      unusable.set(row.id, error);
      onError(error);
      return [];
    }
  }

  function schedule(): void {
    if (isStopped) return;
    timer = setTimeout(() => read().catch(onError).finally(schedule), POLL_INTERVAL);
    timer.unref();
  }

  return {
    signingKey() {
      if (signing === undefined) throw new Error("the signing keys have not been read: call start() first");
      return signing;
    },
    findKey(kid) {
      const found = held.get(kid);
      return found !== undefined && isAccepted(found) ? found.key : undefined;
    },
    version: () => version,
    jwks: () => ({ keys: [...held.values()].filter(isAccepted).map(({ jwk }) => jwk) }),
    async start(options) {
      if (algorithm === undefined) return;
      const active = await read();
      if (active === undefined) {
        if (!options.createKey) throw noKey(algorithm);
        await createKey(deps, algorithm);
        await read();
      }
      if (signing === undefined) throw unusableKey(active, unusable.get(active?.id ?? ""));
      schedule();
    },
    async refresh() {
      await read();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** From the sealed half alone, so that who can write the database, but has not the secret, adds no key. */
function openRow(row: KeyRow, secrets: readonly string[]): { key: JwsKey; jwk: PublicJwk } {
  const algorithm = asymmetricAlgorithms.find((name) => name === row.algorithm);
  if (algorithm === undefined) throw new SealedKeyError(row.id);
  const key = toJwsKey(openKey(row.private_key ?? "", { kid: row.id, algorithm }, secrets), algorithm);
  return { key, jwk: toPublicJwk(key, algorithm) };
}

function noKey(algorithm: string): SettingsError {
  return new SettingsError([
    `algorithm is ${algorithm}, and the database has no active key of it: run \`wafer keys generate --algorithm ${algorithm}\``,
  ]);
}

function unusableKey(row: KeyRow | undefined, reason: unknown): SettingsError {
  const why = reason instanceof Error ? reason.message : "It could not be read back.";
  return new SettingsError([`The active signing key ${row?.id ?? ""} is refused. ${why}`]);
}
