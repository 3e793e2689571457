import type { EventQueue } from "../events/event-queue.ts";
import type { EventSource } from "../events/events.ts";
import type { Claims } from "../tokens/kinds.ts";
import { type Moved, moveSessions, type Step } from "./advance.ts";
import { markEnded } from "./end.ts";
import type { EndReason } from "./end-reasons.ts";
import { judgeRefresh } from "./judge.ts";
import { type RotationCount, repetitionOf, reuseOf } from "./rotation-counts.ts";
import { findSession, type SessionDeps, type SessionRow } from "./session.ts";

export type Rotation =
  | { readonly outcome: "rotated"; readonly session: SessionRow }
  | { readonly outcome: "ended"; readonly reason: string };

/** A refresh: the claims of a valid refresh token, and where it came from. */
export interface Refresh {
  readonly claims: Claims;
  readonly source: EventSource;
}

/** What becomes of a session, for all its refreshes of one moment alike. */
type Plan = Step | "repeat" | "over" | EndingPlan;

/** Plans that end the session; each is the reason of its end too. */
type EndingPlan = Extract<EndReason, "reuse" | "restored">;

interface Case {
  readonly session: SessionRow;
  readonly source: EventSource;
  readonly tokens: readonly Claims[];
  readonly plan: Plan;
}

/** What rotations need: the events of those that moved on are written later, so that a refresh is one row's commit. */
export interface RotationDeps extends SessionDeps {
  readonly audit: Pick<EventQueue, "add">;
}

/**
 * Answers refreshes that came together, with one flush to the disk at most. Who holds a session's current token moves
 * it on; who holds the direct predecessor gets the successor again; anything older ends it.
 *
 * @param count called for each session once what became of it is kept
 * @returns an answer for each, in order; null where somebody else moved the session meanwhile: ask again
 */
export async function rotateTogether(
  deps: RotationDeps,
  refreshes: readonly Refresh[],
  count: (what: RotationCount) => void = () => {},
): Promise<readonly (Rotation | null)[]> {
  const cases = await readCases(deps, refreshes);
  const { moved, ended } = await keepPlans(deps, cases);
  deps.revocations.add(ended, deps.now());
  const rotations = new Map<string, Rotation | null>();
  for (const one of cases) {
    const { id, user_id } = one.session;
    const rotation = toRotation(one, moved.get(id));
    rotations.set(id, rotation);
    if (rotation === null) continue;
    count(countOf(one));
    if (one.plan === "advance")
      deps.audit.add({ type: "refresh", outcome: "ok", userId: user_id, sessionId: id }, one.source);
  }
  return refreshes.map(({ claims }) => {
    const rotation = rotations.get(claims.sid);
    return rotation === undefined ? { outcome: "ended", reason: "unknown" } : rotation;
  });
}

/** Read without a lock: a row that changes before its plan is kept is left as it is then. */
async function readCases(deps: SessionDeps, refreshes: readonly Refresh[]): Promise<Case[]> {
  const cases: Case[] = [];
  for (const [id, asked] of Map.groupBy(refreshes, ({ claims }) => claims.sid)) {
    const session = await findSession(deps.store.db, id);
    const [first] = asked;
    if (session === null || first === undefined) continue;
    const tokens = asked.map(({ claims }) => claims);
    cases.push({ session, source: first.source, tokens, plan: planFor(deps, session, tokens) });
  }
  return cases;
}

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

function isMove(one: Case): one is Case & { readonly plan: Step } {
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
