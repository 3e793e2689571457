import { toIso } from "../time.ts";
import type { KeyRow } from "./create-key.ts";

/** A key as it is shown: nothing of its private half. Times are ISO 8601 in UTC. */
export interface DescribedKey {
  readonly kid: string;
  readonly algorithm: string;
  /** "ended": retired, and its tokens are no longer accepted. */
  readonly status: string;
  readonly createdAt: string;
  readonly activatedAt: string | null;
  readonly retiredAt: string | null;
  readonly endsAt: string | null;
}

export function describeKey(row: KeyRow, now: number): DescribedKey {
  return {
    kid: row.id,
    algorithm: row.algorithm,
    status: row.ends_at !== null && row.ends_at <= now ? "ended" : row.status,
    createdAt: toIso(row.created_at),
    activatedAt: toIso(row.activated_at),
    retiredAt: toIso(row.retired_at),
    endsAt: toIso(row.ends_at),
  };
}
