import { ApiError, asApiError } from "./api-error.ts";
import { readLines } from "./read-lines.ts";
import { sendRaw } from "./send.ts";
import type { BulkLine } from "./wire.ts";

export interface BulkProgress {
  /** How many there are; null where nobody has counted. */
  readonly total: number | null;
  readonly done: number;
  readonly ok: number;
  readonly unchanged: number;
  readonly failed: number;
  /** What was refused, and the code of why; of the first {@link MOST_FAILURES}. */
  readonly failures: readonly { readonly id: string; readonly outcome: string }[];
}

const MOST_FAILURES = 1000;
const NOTHING: BulkProgress = { total: null, done: 0, ok: 0, unchanged: 0, failed: 0, failures: [] };

interface BulkListener {
  onProgress(progress: BulkProgress): void;
  /** One needs nothing more. */
  onDone(id: string): void;
}

/**
 * Runs an act on many, and tells how it goes on. What was done stays done where it is cut off.
 *
 * @throws {ApiError}
 */
export async function runBulk(
  path: string,
  body: object,
  { onProgress, onDone }: BulkListener,
  signal: AbortSignal,
): Promise<void> {
  let progress = NOTHING;
  const response = await sendRaw("POST", path, body, signal);
  let isOver = false;
  try {
    for await (const line of readLines<BulkLine>(response)) {
      if (line.type === "error")
        throw new ApiError(line.code ?? "internal_error", "The server stopped on the way.");
      progress = advance(progress, line);
      isOver = line.type === "end";
      if (line.type !== "item") onProgress(progress);
      else if (isDone(line)) onDone(line.id ?? "");
    }
  } catch (error) {
    throw signal.aborted ? new ApiError("stopped", "You have stopped it.") : asApiError(error);
  }
  if (!isOver) throw new ApiError("network_error", "The connection was lost on the way.");
}

function advance(progress: BulkProgress, line: BulkLine): BulkProgress {
  const { total = progress.total, done = 0, ok = 0, unchanged = 0, failed = 0, id = "", outcome = "" } = line;
  if (line.type === "start") return { ...progress, total };
  if (line.type !== "item") return { ...progress, done, ok, unchanged, failed };
  if (isDone(line) || progress.failures.length === MOST_FAILURES) return progress;
  return { ...progress, failures: [...progress.failures, { id, outcome }] };
}

function isDone({ outcome }: BulkLine): boolean {
  return outcome === "ok" || outcome === "unchanged";
}
