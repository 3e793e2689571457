import { availableParallelism } from "node:os";
import { AuthError } from "../errors.ts";
import { createHashQueue } from "./hash-queue.ts";
import { isOverlong, normalizePassword, OVERLONG_PROBLEM } from "./policy.ts";

/** argon2id, 19 MiB, 2 passes, 1 lane: the OWASP Password Storage Cheat Sheet's minimum (ASVS 11.4.2). */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const OUR_PREFIX = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`;

/** Verified in place of a hash that is missing or unreadable; no password has it. 16 bytes of salt, 32 of digest. */
const DUMMY_HASH = `${OUR_PREFIX}${"A".repeat(22)}$${"A".repeat(43)}`;

/** The dearest foreign hash that is still verified: 1 GiB, 20 passes, 16 lanes. */
const MOST = { memoryCost: 1_048_576, timeCost: 20, parallelism: 16 } as const;

/** Hashes and verifies passwords, all through one bounded queue. They are normalised here, so no caller can forget it. */
export interface PasswordHasher {
  /**
   * The password's hash as a PHC string, with a random salt.
   *
   * @throws {AuthError} `server_busy` (503) past the queue's limit; `password_rejected` (400) for text that is too
   * long to normalise (the policy's other rules are not checked here).
   */
  hash(password: string): Promise<string>;
  /**
   * True when the password belongs to the hash. `null` (no such user) and a hash that cannot be read or would cost
   * too much take the work of one real verification and answer false, so time does not tell who has an account.
   *
   * @throws {AuthError} `server_busy` (503) past the queue's limit.
   */
  verify(password: string, storedHash: string | null): Promise<boolean>;
  /** True when the hash has another algorithm or other parameters than new ones: hash anew at the next sign-in. */
  needsRehash(storedHash: string): boolean;
}

export interface PasswordHasherOptions {
  /** Hashes at a time; 0 for one per core. Each needs 19 MiB and a thread of libuv's pool (UV_THREADPOOL_SIZE, 4). */
  readonly concurrency: number;
  /** Hashes that may wait. */
  readonly queueLimit: number;
  /** @default os.availableParallelism() */
  readonly cores?: number;
}

/** Loaded with the first password, so that a server that only verifies tokens does not hold the native module. */
let argon2: Promise<typeof import("@node-rs/argon2")> | undefined;

function loadArgon2(): Promise<typeof import("@node-rs/argon2")> {
  argon2 ??= import("@node-rs/argon2");
  return argon2;
}

export function createPasswordHasher(options: PasswordHasherOptions): PasswordHasher {
  const { concurrency, queueLimit, cores = availableParallelism() } = options;
  const queue = createHashQueue({ concurrency: concurrency === 0 ? cores : concurrency, queueLimit });

  return {
    async hash(password) {
      if (isOverlong(password)) throw new AuthError("password_rejected", { reason: OVERLONG_PROBLEM });
      const { hash } = await loadArgon2();
      return queue.run(() => hash(normalizePassword(password), COST));
    },

    async verify(password, storedHash) {
      // No work at all, whoever the user is: the length is the caller's own and tells nothing.
      if (isOverlong(password)) return false;
      const { parseOptions, verify } = await loadArgon2();
      const readable = storedHash !== null && isReadable(storedHash, parseOptions);
      const target = readable ? storedHash : DUMMY_HASH;
      const matches = await queue.run(() => verify(target, normalizePassword(password)));
      return readable && matches;
    },

    needsRehash: (storedHash) => !storedHash.startsWith(OUR_PREFIX),
  };
}

function isReadable(
  storedHash: string,
  parseOptions: typeof import("@node-rs/argon2").parseOptions,
): boolean {
  try {
    const { memoryCost, timeCost, parallelism } = parseOptions(storedHash);
    return memoryCost <= MOST.memoryCost && timeCost <= MOST.timeCost && parallelism <= MOST.parallelism;
  } catch {
    return false;
  }
}
