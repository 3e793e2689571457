import { type EventType, type NewEvent, recordEvent } from "../events/events.ts";
import type { Db } from "../store/store.ts";
import type { Actor } from "./actor.ts";

/** What only the admin does. */
export type ActType =
  | EventType
  | "user_changed"
  | "user_unlocked"
  | "key_created"
  | "key_rotated"
  | "key_retired";

/** What changed, by the names that answers have for it. Never a secret. */
export type ActFields = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface Act extends Omit<NewEvent, "type" | "outcome"> {
  readonly type: ActType;
  readonly before?: ActFields;
  readonly after?: ActFields;
}

/** Writes down an act of the admin, in its transaction: who did it is in the actor's source. */
export function recordAct(db: Db, act: Act, actor: Actor, at: number): Promise<void> {
  const event = { ...act, type: act.type as EventType, outcome: "ok" };
  return recordEvent(db, event, actor.source, at);
}
