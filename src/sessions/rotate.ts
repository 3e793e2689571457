import type { EventSource } from "../events/events.ts";
import type { Db } from "../store/store.ts";
import type { Claims } from "../tokens/kinds.ts";
import { advanceSessions, renewSessions } from "./advance.ts";
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
type Plan = "advance" | "renew" | "repeat" | "over" | EndingPlan;

/** Plans that end the session; each is the reason of its end too. */
const ENDING_PLANS = ["reuse", "restored"] as const satisfies readonly EndReason[];
type EndingPlan = (typeof ENDING_PLANS)[number];

interface Case {
  readonly session: SessionRow;
  readonly source: EventSource;
  readonly tokens: readonly Claims[];
  readonly plan: Plan;
}

/**
 * Answers refreshes that came together, in one transaction and so with one flush to the disk. Who holds a session's
 * current token moves it on; who holds the direct predecessor gets the successor again; anything older ends it.
 *
 * @param count called for each session once what became of it is kept
 * @returns an answer for each, in order; null where another process moved the session meanwhile: ask again
 */
export async function rotateTogether(
  deps: SessionDeps,
  refreshes: readonly Refresh[],
  count: (what: RotationCount) => void = () => {},
): Promise<readonly (Rotation | null)[]> {
  const { cases, rotations, ended } = await deps.store.transaction(async (db) => {
    const cases = await readCases(deps, db, refreshes);
    const having = (plan: Plan) => cases.filter((one) => one.plan === plan);
    const ended: string[] = [];
    for (const reason of ENDING_PLANS) {
      for (const { session, source } of having(reason)) {
        ended.push(...(await markEnded(deps, db, { sessionId: session.id }, reason, source)));
      }
    }
    const advanced = await advanceSessions(deps, db, having("advance"));
    const renewed = await renewSessions(deps, db, having("renew"));
    const rotations = new Map(
      cases.map((one) => [
        one.session.id,
        toRotation(one, advanced.get(one.session.id) ?? renewed.get(one.session.id)),
      ]),
    );
    return { cases, rotations, ended };
  });
  deps.revocations.add(ended, deps.now());
  for (const one of cases) if (rotations.get(one.session.id) !== null) count(countOf(one));
  return refreshes.map(({ claims }) => {
    const rotation = rotations.get(claims.sid);
    return rotation === undefined ? { outcome: "ended", reason: "unknown" } : rotation;
  });
}

async function readCases(deps: SessionDeps, db: Db, refreshes: readonly Refresh[]): Promise<Case[]> {
  const cases: Case[] = [];
  for (const [id, asked] of Map.groupBy(refreshes, ({ claims }) => claims.sid)) {
    const session = await findSession(db, id);
    const [first] = asked;
    if (session === null || first === undefined) continue;
    const tokens = asked.map(({ claims }) => claims);
    cases.push({ session, source: first.source, tokens, plan: planFor(deps, session, tokens) });
  }
  return cases;
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
