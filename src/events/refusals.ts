import type { AuthError, ErrorCode } from "../errors.ts";
import type { AuthRequest } from "../request/request.ts";
import { LOCKED } from "../throttle/throttle.ts";
import type { EventQueue } from "./event-queue.ts";
import type { RefusalType } from "./event-types.ts";
import { type NewEvent, sourceOf } from "./events.ts";

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

/** Refusals on their way into the audit trail: no request waits for them, and no flood fills the disk. */
export interface Refusals {
  /** Notes a refusal, if it is of a kind that belongs there. */
  note(refusal: AuthError, request: AuthRequest): void;
  /**
   * Tells how many were left out of the windows that are over.
   *
   * @param isLast of those that are not over, too
   */
  endWindows(isLast?: boolean): void;
}

interface Window {
  readonly endsAt: number;
  written: number;
  leftOut: number;
}

interface RefusalsDeps {
  readonly queue: Pick<EventQueue, "add" | "leaveOut">;
  readonly now: () => number;
}

export function createRefusals({ queue, now }: RefusalsDeps): Refusals {
  const windows = new Map<RefusalType, Window>();

  function windowOf(type: RefusalType): Window {
    const known = windows.get(type);
    if (known !== undefined && (now() < known.endsAt || known.leftOut > 0)) return known;
    const window = { endsAt: now() + WINDOW, written: 0, leftOut: 0 };
    windows.set(type, window);
    return window;
  }

  return {
    note(refusal, request) {
      const type = TYPES[refusal.code];
      if (type === undefined || LEFT_OUT.includes(refusal.logReason)) return;
      const window = windowOf(type);
      if (window.written === MAX_IN_WINDOW) {
        window.leftOut++;
        return;
      }
      window.written++;
      queue.add(toEvent(type, refusal), sourceOf(request));
    },
    endWindows(isLast = false) {
      for (const [type, { endsAt, leftOut }] of windows) {
        if (leftOut === 0 || !(isLast || now() >= endsAt)) continue;
        queue.leaveOut(type, leftOut);
        windows.delete(type);
      }
    },
  };
}

function toEvent(type: RefusalType, { audit, logReason }: AuthError): NewEvent {
  const { reason, userId = null, sessionId } = audit;
  return {
    type,
    userId,
    ...toOutcome(reason ?? logReason),
    ...(sessionId === undefined ? {} : { sessionId }),
  };
}

/** A reason in one word is the outcome. A sentence is one of ours too (src/tokens/jws.ts): it is the detail. */
function toOutcome(reason = "refused"): Pick<NewEvent, "outcome" | "detail"> {
  return /^[a-z_]+$/.test(reason) ? { outcome: reason } : { outcome: "refused", detail: reason };
}
