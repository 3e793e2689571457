import { AuthError } from "../errors.ts";

/** Runs tasks in the order they came, a few at a time, and turns away what would wait too long. */
export interface HashQueue {
  /**
   * The task's own result or error, once its turn has come.
   *
   * @throws {AuthError} `server_busy` (503) with `retryAfter` in seconds when the line is full.
   */
  run<Result>(task: () => Promise<Result>): Promise<Result>;
}

export interface HashQueueOptions {
  /** Tasks at a time, at least 1. */
  readonly concurrency: number;
  /** Tasks that may wait. */
  readonly queueLimit: number;
  /** A steady clock, in milliseconds. @default performance.now */
  readonly now?: () => number;
}

/** A hash's duration before the first is measured, in milliseconds. */
const FIRST_GUESS = 50;
/** The mean duration leans on about this many recent tasks. */
const RECENT_TASKS = 8;

export function createHashQueue(options: HashQueueOptions): HashQueue {
  const { concurrency, queueLimit, now = () => performance.now() } = options;
  const waiting: Array<() => void> = [];
  let running = 0;
  let meanDuration = FIRST_GUESS;

  async function takePlace(): Promise<void> {
    if (running < concurrency) {
      running++;
      return;
    }
    if (waiting.length >= queueLimit) throw new AuthError("server_busy", { retryAfter: secondsUntilFree() });
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  /** A waiting task inherits the place, so `running` stays as it is and no newcomer can slip in between. */
  function leavePlace(): void {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }

  function secondsUntilFree(): number {
    const rounds = (waiting.length + running) / concurrency;
    return Math.max(1, Math.ceil((rounds * meanDuration) / 1000));
  }

  return {
    async run(task) {
      await takePlace();
      const startedAt = now();
      try {
        return await task();
      } finally {
        meanDuration += (now() - startedAt - meanDuration) / RECENT_TASKS;
        leavePlace();
      }
    },
  };
}
