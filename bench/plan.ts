import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/** How long and how often to measure. */
export interface Plan {
  /** Seconds of each measurement. */
  readonly seconds: number;
  /** Measurements of each thing, taken in turns. */
  readonly rounds: number;
  /** An empty folder on the disk to measure. */
  readonly folder: string;
}

/** Where databases go: not into the system's folder for temporary files, which may lie in memory, where a commit costs nothing. */
export const DEFAULT_FOLDER = "node_modules/.cache";

/** A folder of its own for the work, gone afterwards. */
export async function withFolder<Result>(
  parent: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  mkdirSync(resolve(parent), { recursive: true });
  const folder = mkdtempSync(join(resolve(parent), "wafer-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
