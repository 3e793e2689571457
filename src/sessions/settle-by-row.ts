import type { EventSource } from "../events/events.ts";
import type { Db } from "../store/store.ts";
import type { Claims } from "../tokens/kinds.ts";
import { advanceSession, renewSession } from "./advance.ts";
import { markEnded } from "./end.ts";
import type { EndReason } from "./end-reasons.ts";
import { judgeRefresh } from "./judge.ts";
import { type RotationCount, repetitionOf, reuseOf } from "./rotation-counts.ts";
import { findSession, type SessionDeps, type SessionRow } from "./session.ts";

export type Rotation =
  | { readonly outcome: "rotated"; readonly session: SessionRow }
  | { readonly outcome: "ended"; readonly reason: string };

/** The refreshes of one session that came together. */
export interface Group {
  readonly sessionId: string;
  readonly tokens: readonly [Claims, ...Claims[]];
  /** Of the first of them. */
  readonly source: EventSource;
}

/** What became of a session. */
export interface Settled {
  /** Null where somebody else moved the session meanwhile. */
  readonly rotation: Rotation | null;
  /** Null where there is nothing to count. */
  readonly what: RotationCount | null;
}

const UNKNOWN: Settled = { rotation: { outcome: "ended", reason: "unknown" }, what: null };

/** What becomes of a session, for all its refreshes of one moment alike. */
type Plan = Step | "repeat" | "over" | EndingPlan;

/** One generation on; or the present one made again, its life counted from now (docs/decisions/0003). */
type Step = "advance" | "renew";

/** Plans that end the session; each is the reason of its end too. */
type EndingPlan = Extract<EndReason, "reuse" | "restored">;

interface Case {
  readonly session: SessionRow;
  readonly source: EventSource;
  readonly tokens: readonly Claims[];
  readonly plan: Plan;
}

/**
 * Settles refreshes that are more than a step by a current token: each session is read, judged by its row, and its plan
 * kept if the row is as it was then.
 */
export async function settleByRow(
  deps: SessionDeps,
  groups: readonly Group[],
): Promise<ReadonlyMap<string, Settled>> {
  const cases = await readCases(deps, groups);
  const { moved, ended } = await keepPlans(deps, cases);
  deps.revocations.add(ended, deps.now());
  const settled = new Map<string, Settled>(groups.map(({ sessionId }) => [sessionId, UNKNOWN]));
  for (const one of cases) {
    const rotation = toRotation(one, moved.get(one.session.id));
    settled.set(one.session.id, { rotation, what: rotation === null ? null : countOf(one) });
  }
  return settled;
}

/** Read without a lock: a row that changes before its plan is kept is left as it is then. */
async function readCases(deps: SessionDeps, groups: readonly Group[]): Promise<Case[]> {
  const cases: Case[] = [];
  for (const { sessionId, tokens, source } of groups) {
    const session = await findSession(deps.store.db, sessionId);
    if (session !== null) cases.push({ session, source, tokens, plan: planFor(deps, session, tokens) });
  }
  return cases;
}

type Move = Case & { readonly plan: Step };

/** Sessions as they are now, by id. One that ended or was moved by somebody else meanwhile is missing. */
type Moved = ReadonlyMap<string, SessionRow>;

interface Kept {
  readonly moved: Moved;
  /** Ids of sessions that ended. */
  readonly ended: readonly string[];
}

/** One statement is a transaction by itself; more share one. */
async function keepPlans(deps: SessionDeps, cases: readonly Case[]): Promise<Kept> {
  const moves = cases.filter(isMove);
  const endings = cases.filter(isEnding);
  if (moves.length <= 1 && endings.length === 0)
    return { moved: await moveSessions(deps, deps.store.db, moves), ended: [] };
  return deps.store.transaction(async (db) => {
    const ended: string[] = [];
    for (const { session, plan, source } of endings)
      ended.push(...(await markEnded(deps, db, { sessionId: session.id }, plan, source)));
    return { moved: await moveSessions(deps, db, moves), ended };
  });
}

async function moveSessions(deps: SessionDeps, db: Db, moves: readonly Move[]): Promise<Moved> {
  const moved = new Map<string, SessionRow>();
  for (const { session, plan } of moves) {
    const { id: sid, generation: gen, version: ver } = session;
    const now =
      plan === "advance"
        ? await advanceSession(deps, db, { sid, gen, ver })
        : await renewSession(deps, db, session);
    if (now !== null) moved.set(sid, now);
  }
  return moved;
}

function isMove(one: Case): one is Move {
  return one.plan === "advance" || one.plan === "renew";
}

function isEnding(one: Case): one is Case & { readonly plan: EndingPlan } {
  return one.plan === "reuse" || one.plan === "restored";
}

function countOf({ session, tokens, plan }: Case): RotationCount {
  const generations = tokens.map(({ gen }) => gen);
  switch (plan) {
    case "advance":
      return "rotated";
    case "renew":
    case "repeat":
      return generations.includes(session.generation) ? "renewed" : repetitionOf(session);
    case "reuse":
      return reuseOf(session, generations);
    case "restored":
    case "over":
      return plan;
  }
}

/** Every race is decided here: the worst of what the tokens say decides for all of them. */
function planFor(deps: SessionDeps, session: SessionRow, tokens: readonly Claims[]): Plan {
  const now = deps.now();
  const verdicts = tokens.map((token) => judgeRefresh(session, token, now, deps.settings));
  if (verdicts.includes("over")) return "over";
  if (verdicts.includes("reuse")) return "reuse";
  if (verdicts.includes("ahead")) return "restored";
  if (verdicts.includes("current")) return "advance";
  // The successor is the same, to the byte, while its access token has half its life (docs/decisions/0003).
  const isYoung = now < session.rotated_at + deps.settings.accessTokenLifetime * 500;
  return isYoung ? "repeat" : "renew";
}

function toRotation({ session, plan }: Case, moved: SessionRow | undefined): Rotation | null {
  switch (plan) {
    case "over":
      return { outcome: "ended", reason: session.revoke_reason ?? "expired" };
    case "reuse":
    case "restored":
      return { outcome: "ended", reason: plan };
    case "repeat":
      return { outcome: "rotated", session };
    case "advance":
    case "renew":
      return moved === undefined ? null : { outcome: "rotated", session: moved };
  }
}
