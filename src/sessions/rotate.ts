import type { AuditTrail } from "../events/audit-trail.ts";
import type { EventSource } from "../events/events.ts";
import type { Db } from "../store/store.ts";
import { hourOf } from "../time.ts";
import type { Claims } from "../tokens/kinds.ts";
import { advanceSession } from "./advance.ts";
import type { RotationCount } from "./rotation-counts.ts";
import type { SessionDeps, SessionRow } from "./session.ts";
import { type Group, type Rotation, type Settled, settleByRow } from "./settle-by-row.ts";

/** A refresh: the claims of a valid refresh token, and where it came from. */
export interface Refresh {
  readonly claims: Claims;
  readonly source: EventSource;
}

/** What rotations need: the events of those that moved on are written later, so that a refresh is one row's commit. */
export interface RotationDeps extends SessionDeps {
  readonly audit: Pick<AuditTrail, "add" | "countRefresh">;
}

/**
 * Answers refreshes that came together. Who holds a session's current token moves it on; who holds the direct
 * predecessor gets the successor again; anything older ends it. Where all hold current tokens, as they nearly always
 * do, that is one flush to the disk.
 *
 * @param count called for each session once what became of it is kept
 * @returns an answer for each, in order; null where somebody else moved the session meanwhile: ask again
 */
export async function rotateTogether(
  deps: RotationDeps,
  refreshes: readonly Refresh[],
  count: (what: RotationCount) => void = () => {},
): Promise<readonly (Rotation | null)[]> {
  const groups = toGroups(refreshes);
  const settled = await advanceCurrent(deps, groups);
  report(deps, groups, settled, count);
  const others = groups.filter(({ sessionId }) => !settled.has(sessionId));
  if (others.length > 0) {
    try {
      const byRow = await settleByRow(deps, others);
      report(deps, others, byRow, count);
      for (const [id, one] of byRow) settled.set(id, one);
    } catch (error) {
      // Who moved on gets the answer; the others ask again, by themselves, and get the error if it lasts.
      if (settled.size === 0) throw error;
    }
  }
  return refreshes.map(({ claims }) => settled.get(claims.sid)?.rotation ?? null);
}

/** Counts and tells what was kept. */
function report(
  deps: RotationDeps,
  groups: readonly Group[],
  settled: ReadonlyMap<string, Settled>,
  count: (what: RotationCount) => void,
): void {
  for (const group of groups) {
    const one = settled.get(group.sessionId);
    if (one === undefined || one.what === null) continue;
    count(one.what);
    if (one.what === "rotated" && one.rotation?.outcome === "rotated")
      tell(deps, group, one.rotation.session);
  }
}

function toGroups(refreshes: readonly Refresh[]): readonly Group[] {
  const groups = new Map<string, Group & { readonly tokens: Claims[] }>();
  for (const { claims, source } of refreshes) {
    const group = groups.get(claims.sid);
    if (group === undefined) groups.set(claims.sid, { sessionId: claims.sid, tokens: [claims], source });
    else group.tokens.push(claims);
  }
  return [...groups.values()];
}

/** Moves on the sessions whose current token came, and nothing else did, without reading them first. */
async function advanceCurrent(deps: SessionDeps, groups: readonly Group[]): Promise<Map<string, Settled>> {
  const alike = groups.filter(({ tokens }) => areAlike(tokens));
  // One statement is a transaction by itself; more share one.
  return alike.length > 1
    ? deps.store.transaction((db) => advanceAll(deps, db, alike))
    : advanceAll(deps, deps.store.db, alike);
}

async function advanceAll(
  deps: SessionDeps,
  db: Db,
  groups: readonly Group[],
): Promise<Map<string, Settled>> {
  const settled = new Map<string, Settled>();
  for (const { sessionId, tokens } of groups) {
    const session = await advanceSession(deps, db, tokens[0]);
    if (session !== null)
      settled.set(sessionId, { rotation: { outcome: "rotated", session }, what: "rotated" });
  }
  return settled;
}

/** The same token several times, as from tabs that wake together. */
function areAlike([first, ...others]: Group["tokens"]): boolean {
  return others.every(({ gen, ver }) => gen === first.gen && ver === first.ver);
}

/** The first refresh of an hour is an event, and any from elsewhere than the sign-in; the others are counted. */
function tell({ audit }: RotationDeps, { tokens, source }: Group, session: SessionRow): void {
  const madeAt = Math.max(...tokens.map(({ iat }) => iat * 1000));
  const isFirstOfHour = hourOf(madeAt) !== hourOf(session.rotated_at);
  const isFromElsewhere = source.ip !== session.ip || source.userAgent !== session.user_agent;
  const event = { type: "refresh", outcome: "ok", userId: session.user_id, sessionId: session.id } as const;
  if (isFirstOfHour || isFromElsewhere) audit.add(event, source);
  else audit.countRefresh();
}
