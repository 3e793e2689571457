import { randomBytes, randomFillSync } from "node:crypto";

/** Bytes asked of the system at a time. A call takes some 3 µs, however few it asks for. */
const POOL_SIZE = 4096;

/**
 * Makes a source of random bytes, of the same generator as `randomBytes` and with a pool, as `crypto.randomUUID` has one.
 * No byte is given twice, nor kept once it is given.
 *
 * @example const random = createRandom(); const nonce = random(12);
 */
export function createRandom(): (size: number) => Buffer {
  const pool = Buffer.alloc(POOL_SIZE);
  let taken = POOL_SIZE;
  return (size) => {
    if (size > POOL_SIZE) return randomBytes(size);
    if (taken + size > POOL_SIZE) {
      randomFillSync(pool);
      taken = 0;
    }
    const bytes = Buffer.alloc(size);
    pool.copy(bytes, 0, taken, taken + size);
    pool.fill(0, taken, taken + size);
    taken += size;
    return bytes;
  };
}
