import { judgeRefresh } from "../../src/sessions/judge.ts";
import type { SessionRow } from "../../src/sessions/session.ts";
import { sessionRow } from "../../test/stores/rows.ts";

/** A token as a rule knows it: a number that only that rule understands. Null: the session was ended. */
export type Refreshed = number | null;

/** One session under a rule. Times in milliseconds. */
export interface RuleSession {
  /** The token that sign-in gave. */
  readonly first: number;
  refresh(token: number, now: number): Refreshed;
  /** An access token that came with this refresh token was used. */
  use(token: number, now: number): void;
}

export interface Rule {
  readonly name: string;
  start(now: number): RuleSession;
}

/** Seconds of Auth0's overlap and of GoTrue's reuse interval in this simulation. */
export const OVERLAP = 10;
const ROTATION_GRACE = 10;
/** Lifetimes play no part here: both ends lie beyond every run. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** Ours: the real judgeRefresh decides. A use is kept a second late, as the batches of sessions/seen.ts are. */
const wafer: Rule = {
  name: "Wafer (the real judgeRefresh)",
  start(now) {
    const ends = { idle_expires_at: NEVER, expires_at: NEVER };
    let row: SessionRow = sessionRow("s", "u", { generation: 1, rotated_at: now, ...ends });
    let noted: { generation: number; at: number } | null = null;
    return {
      first: 1,
      refresh(token, at) {
        if (noted !== null && at >= noted.at + 1000) {
          row = { ...row, seen_generation: noted.generation, seen_at: noted.at };
          noted = null;
        }
        const verdict = judgeRefresh(row, { gen: token }, at, { rotationGrace: ROTATION_GRACE });
        if (verdict === "reuse" || verdict === "over") row = { ...row, revoked_at: at };
        if (verdict === "current") row = { ...row, generation: row.generation + 1, rotated_at: at };
        return row.revoked_at === null ? row.generation : null;
      },
      use(token, at) {
        if (token > row.seen_generation && token > (noted?.generation ?? 0))
          noted = { generation: token, at };
      },
    };
  },
};

/** A token works once; a second use ends the session (RFC 9700 section 4.14.2, to the letter). */
const strict: Rule = {
  name: "strict one-time rotation",
  start() {
    let current = 1;
    let isOver = false;
    return {
      first: 1,
      refresh(token) {
        isOver ||= token !== current;
        return isOver ? null : ++current;
      },
      use() {},
    };
  },
};

/** SuperTokens: a parent may be refreshed again, to another child, until one of its children was used. */
const superTokens: Rule = {
  name: "re-rotation of the parent while the child is unused (SuperTokens' rule)",
  start() {
    const parents = new Map<number, number>();
    let used = 1;
    let latest = 1;
    let isOver = false;
    const take = (token: number) => {
      if (parents.get(token) === used) used = token;
      return token === used;
    };
    return {
      first: 1,
      refresh(token) {
        isOver ||= !take(token);
        if (isOver) return null;
        latest += 1;
        parents.set(latest, token);
        return latest;
      },
      use: (token) => void take(token),
    };
  },
};

/** Auth0: a token may be exchanged again, for N seconds after its first exchange; each of its children lives on. */
const overlap: Rule = {
  name: `overlap of ${OVERLAP} s (Auth0's rule)`,
  start() {
    const exchanged = new Map<number, number>();
    let latest = 1;
    let isOver = false;
    return {
      first: 1,
      refresh(token, now) {
        const first = exchanged.get(token) ?? now;
        exchanged.set(token, first);
        isOver ||= now > first + OVERLAP * 1000;
        return isOver ? null : ++latest;
      },
      use() {},
    };
  },
};

/** GoTrue: the parent of the active token always gets that one again; others for N seconds, then the family ends. */
const reuseInterval: Rule = {
  name: `reuse interval of ${OVERLAP} s, parent of the active token always taken (GoTrue's rule)`,
  start() {
    const spent = new Map<number, number>();
    let active = 1;
    let parent = 0;
    let isOver = false;
    return {
      first: 1,
      refresh(token, now) {
        if (isOver) return null;
        if (token === parent) return active;
        const since = spent.get(token);
        if (since !== undefined && now > since + OVERLAP * 1000) {
          isOver = true;
          return null;
        }
        spent.set(token, since ?? now);
        parent = token;
        active += 1;
        return active;
      },
      use() {},
    };
  },
};

export const rules: readonly Rule[] = [wafer, strict, superTokens, overlap, reuseInterval];
