import { statement } from "../store/statement.ts";
import type { Db } from "../store/store.ts";
import type { SessionDeps, SessionRow } from "./session.ts";

/** One generation on; or the present one made again, its life counted from now (docs/decisions/0003). */
export type Step = "advance" | "renew";

/** A session to move, as it was read. */
export interface Move {
  readonly session: SessionRow;
  readonly plan: Step;
}

/** Sessions as they are now, by id. One that ended or was moved by somebody else meanwhile is missing. */
export type Moved = ReadonlyMap<string, SessionRow>;

/** Moves exactly the sessions that are still as they were read. */
export async function moveSessions(deps: SessionDeps, db: Db, moves: readonly Move[]): Promise<Moved> {
  const moved = new Map<string, SessionRow>();
  for (const move of moves) {
    const { id, generation: from, rotated_at: since, version } = move.session;
    const change = changeOf(deps, move);
    const { changed } = await moveSession(db, { id, from, since, version, ...change });
    if (changed === 1) moved.set(id, { ...move.session, ...change });
  }
  return moved;
}

type Change = Pick<SessionRow, "generation" | "rotated_at" | "last_used_at" | "idle_expires_at">;

function changeOf({ settings, now }: SessionDeps, { session, plan }: Move): Change {
  const at = now();
  const idleUntil = at + settings.refreshTokenLifetime * 1000;
  const isAdvance = plan === "advance";
  return {
    generation: session.generation + (isAdvance ? 1 : 0),
    rotated_at: at,
    last_used_at: isAdvance ? at : session.last_used_at,
    idle_expires_at: Math.min(idleUntil, session.expires_at),
  };
}

type Condition = {
  readonly id: string;
  readonly from: number;
  readonly since: number;
  readonly version: number;
};

const moveSession = statement((db, { id, from, since, version, ...changed }: Condition & Change) =>
  db
    .updateTable("sessions")
    .set(changed)
    .where("id", "=", id)
    .where("generation", "=", from)
    .where("rotated_at", "=", since)
    .where("version", "=", version)
    .where("revoked_at", "is", null),
);
