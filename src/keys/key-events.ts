import { type ChangedFields, type EventSource, recordEvent } from "../events/events.ts";
import type { Db } from "../store/store.ts";
import type { KeyRow } from "./create-key.ts";

/** Writes down what became of a key, in the transaction of the act. */
export function recordKey(
  db: Db,
  type: "key_created" | "key_rotated" | "key_retired",
  key: KeyRow,
  change: { readonly before?: ChangedFields; readonly after: ChangedFields },
  { source, at }: { readonly source: EventSource; readonly at: number },
): Promise<void> {
  return recordEvent(db, { type, outcome: "ok", userId: null, detail: key.id, ...change }, source, at);
}
