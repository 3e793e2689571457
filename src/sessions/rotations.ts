import { type Refresh, type RotationDeps, rotateTogether } from "./rotate.ts";
import { noRotations, type RotationCounts } from "./rotation-counts.ts";
import type { Rotation } from "./settle-by-row.ts";

/** Refreshes answered together at most: about 5 ms of work. */
const MAX_TOGETHER = 100;

/** Moves sessions on. Requests that arrive in one turn of the event loop share a transaction and a flush to the disk. */
export interface Rotations {
  rotate(refresh: Refresh): Promise<Rotation>;
  counts(): RotationCounts;
}

interface Waiting {
  readonly refresh: Refresh;
  resolve(rotation: Rotation): void;
  reject(error: unknown): void;
}

export function createRotations(deps: RotationDeps): Rotations {
  const counts = noRotations();
  let waiting: Waiting[] = [];

  function rotate(refresh: Refresh): Promise<Rotation> {
    return new Promise((resolve, reject) => {
      waiting.push({ refresh, resolve, reject });
      if (waiting.length === 1) setImmediate(answerAll);
    });
  }

  function answerAll(): void {
    const all = waiting;
    waiting = [];
    for (let at = 0; at < all.length; at += MAX_TOGETHER) void answer(all.slice(at, at + MAX_TOGETHER));
  }

  async function answer(together: readonly Waiting[]): Promise<void> {
    try {
      const rotations = await rotateTogether(
        deps,
        together.map(({ refresh }) => refresh),
        (what) => {
          counts[what]++;
        },
      );
      for (const [index, one] of together.entries()) {
        const rotation = rotations[index] ?? null;
        // By itself, so that one that always fails takes no other along, and gets its error at last.
        if (rotation === null) void answer([one]);
        else one.resolve(rotation);
      }
    } catch (error) {
      for (const one of together) one.reject(error);
    }
  }

  return { rotate, counts: () => ({ ...counts }) };
}
