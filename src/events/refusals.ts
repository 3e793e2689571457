import type { AuthError, ErrorCode } from "../errors.ts";
import type { AuthRequest } from "../request/request.ts";
import type { Store } from "../store/store.ts";
import { LOCKED } from "../throttle/throttle.ts";
import type { RefusalType } from "./event-types.ts";
import { type EventSource, type NewEvent, PROGRAM, recordEvent, sourceOf } from "./events.ts";

/** Refusals of one type that are written within a {@link WINDOW}; of the rest the number is. */
export const MAX_IN_WINDOW = 100;

/** Milliseconds. */
export const WINDOW = 60_000;

/** Refusals that leave an event by themselves. The others do so in the transaction of what was tried. */
const TYPES: Partial<Record<ErrorCode, RefusalType>> = {
  csrf_failed: "csrf_refused",
  token_invalid: "token_refused",
  session_ended: "session_refused",
  too_many_logins: "locked_out",
  permission_denied: "access_refused",
};

/** What a browser does every few minutes, and a lock's first refusal, which is written when it is made. */
const LEFT_OUT: readonly unknown[] = ["expired", "stale", "no_refresh_cookie", LOCKED];

/** Refusals on their way into the audit trail, in memory: no request waits for them, and no flood fills the disk. */
export interface Refusals {
  /** Notes a refusal, if it is of a kind that belongs there. */
  note(refusal: AuthError, request: AuthRequest): void;
  add(event: RefusalEvent, request: AuthRequest): void;
  /**
   * Writes what was noted, in one transaction. What cannot be written is counted.
   *
   * @param isLast count what is left out now, in place of at the window's end
   * @throws {StoreError}
   */
  write(isLast?: boolean): Promise<void>;
}

type RefusalEvent = NewEvent & { readonly type: RefusalType };

interface Refused {
  readonly at: number;
  readonly event: RefusalEvent;
  readonly source: EventSource;
}

interface Window {
  readonly endsAt: number;
  written: number;
  leftOut: number;
}

export function createRefusals({ store, now }: { store: Store; now: () => number }): Refusals {
  const windows = new Map<RefusalType, Window>();
  let waiting: Refused[] = [];

  function windowOf(type: RefusalType): Window {
    const known = windows.get(type);
    if (known !== undefined && (now() < known.endsAt || known.leftOut > 0)) return known;
    const window = { endsAt: now() + WINDOW, written: 0, leftOut: 0 };
    windows.set(type, window);
    return window;
  }

  function add(event: RefusalEvent, request: AuthRequest): void {
    const window = windowOf(event.type);
    if (window.written >= MAX_IN_WINDOW) {
      window.leftOut++;
      return;
    }
    window.written++;
    waiting.push({ at: now(), event, source: sourceOf(request) });
  }

  async function write(isLast = false): Promise<void> {
    const [batch, over] = [waiting, takeOver(isLast)];
    waiting = [];
    if (batch.length + over.length === 0) return;
    try {
      await store.transaction(async (db) => {
        for (const { at, event, source } of batch) await recordEvent(db, event, source, at);
        for (const left of over) await recordEvent(db, toSummary(left), PROGRAM, now());
      });
    } catch (error) {
      for (const { event } of batch) windowOf(event.type).leftOut++;
      for (const { type, leftOut } of over) windowOf(type).leftOut += leftOut;
      throw error;
    }
  }

  /** The windows that are over and left something out; they are forgotten. */
  function takeOver(isLast: boolean): { type: RefusalType; leftOut: number }[] {
    const over = [...windows].filter(([, { endsAt, leftOut }]) => leftOut > 0 && (isLast || now() >= endsAt));
    for (const [type] of over) windows.delete(type);
    return over.map(([type, { leftOut }]) => ({ type, leftOut }));
  }

  return {
    note(refusal, request) {
      const type = TYPES[refusal.code];
      if (type === undefined || LEFT_OUT.includes(refusal.logReason)) return;
      const { reason, userId = null, sessionId } = refusal.audit;
      add(
        {
          type,
          userId,
          ...toOutcome(reason ?? refusal.logReason),
          ...(sessionId === undefined ? {} : { sessionId }),
        },
        request,
      );
    },
    add,
    write,
  };
}

/** A reason in one word is the outcome. A sentence is one of ours too (src/tokens/jws.ts): it is the detail. */
function toOutcome(reason = "refused"): Pick<NewEvent, "outcome" | "detail"> {
  return /^[a-z_]+$/.test(reason) ? { outcome: reason } : { outcome: "refused", detail: reason };
}

function toSummary({ type, leftOut }: { type: RefusalType; leftOut: number }): NewEvent {
  return { type, outcome: "left_out", userId: null, detail: `${leftOut} more` };
}
