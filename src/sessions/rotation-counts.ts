import type { SessionRow } from "./session.ts";

/**
 * How refreshes went since this process started. Those of one session that come in one moment count once.
 *
 * @example const { reusedOlder } = auth.rotations.counts();
 */
export interface RotationCounts {
  /** The current token moved its session on. */
  readonly rotated: number;
  /** The current token got its generation again, since roles had changed. */
  readonly renewed: number;
  /** The predecessor came back before its successor was seen: its answer was lost, or still under way. */
  readonly repeatedUnseen: number;
  /** The predecessor came back within the grace after its successor was seen: another tab. */
  readonly repeatedSeen: number;
  /** The predecessor came back after that: a copy. The session ended. */
  readonly reusedLate: number;
  /** An older token came back: a copy. The session ended. */
  readonly reusedOlder: number;
  /** The token was ahead of a restored database. The session ended. */
  readonly restored: number;
  /** The session had ended before. */
  readonly over: number;
}

export type RotationCount = keyof RotationCounts;

/** Which of the two kinds of repetition it is. */
export function repetitionOf(session: SessionRow): RotationCount {
  return session.seen_generation >= session.generation ? "repeatedSeen" : "repeatedUnseen";
}

/** Which of the two kinds of reuse the oldest of these generations is. */
export function reuseOf(session: SessionRow, generations: readonly number[]): RotationCount {
  return Math.min(...generations) === session.generation - 1 ? "reusedLate" : "reusedOlder";
}

/** Counts, all at none. */
export function noRotations(): Record<RotationCount, number> {
  return {
    rotated: 0,
    renewed: 0,
    repeatedUnseen: 0,
    repeatedSeen: 0,
    reusedLate: 0,
    reusedOlder: 0,
    restored: 0,
    over: 0,
  };
}
