import { type EventSource, recordEvents } from "../events/events.ts";
import { statement } from "../store/statement.ts";
import type { Db } from "../store/store.ts";
import type { SessionDeps, SessionRow } from "./session.ts";

/** A session to move on, as it was read, and who asked for it. */
export interface Move {
  readonly session: SessionRow;
  readonly source: EventSource;
}

/** Sessions as they are now, by id. One that ended or was moved by another process meanwhile is missing. */
export type Moved = ReadonlyMap<string, SessionRow>;

/** Moves sessions one generation on, and writes their events. */
export async function advanceSessions(deps: SessionDeps, db: Db, moves: readonly Move[]): Promise<Moved> {
  const now = deps.now();
  const moved = await compareAndSet(db, moves, (session) => ({
    ...renewal(deps, session),
    generation: session.generation + 1,
    last_used_at: now,
  }));
  const events = moves
    .filter(({ session }) => moved.has(session.id))
    .map(({ session: { id, user_id }, source }) => ({
      event: { type: "refresh", outcome: "ok", userId: user_id, sessionId: id } as const,
      source,
    }));
  await recordEvents(db, events, now);
  return moved;
}

/** Makes the present generation again, its life counted from now (docs/decisions/0003). */
export function renewSessions(deps: SessionDeps, db: Db, moves: readonly Move[]): Promise<Moved> {
  return compareAndSet(db, moves, (session) => renewal(deps, session));
}

type Change = Pick<SessionRow, "generation" | "rotated_at" | "last_used_at" | "idle_expires_at">;

function renewal(deps: SessionDeps, session: SessionRow): Change {
  const now = deps.now();
  const idleUntil = now + deps.settings.refreshTokenLifetime * 1000;
  return {
    generation: session.generation,
    rotated_at: now,
    last_used_at: session.last_used_at,
    idle_expires_at: Math.min(idleUntil, session.expires_at),
  };
}

/** Changes exactly the rows that are still as they were read. */
async function compareAndSet(
  db: Db,
  moves: readonly Move[],
  change: (session: SessionRow) => Change,
): Promise<Moved> {
  const moved = new Map<string, SessionRow>();
  for (const { session } of moves) {
    const changed = change(session);
    const { id, generation: from, rotated_at: since, version } = session;
    const { changed: rows } = await moveSession(db, { id, from, since, version, ...changed });
    if (rows === 1) moved.set(id, { ...session, ...changed });
  }
  return moved;
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
