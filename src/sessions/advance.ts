import { sql } from "kysely";
import { statement } from "../store/statement.ts";
import type { Db } from "../store/store.ts";
import type { Claims } from "../tokens/kinds.ts";
import type { SessionDeps, SessionRow } from "./session.ts";

/**
 * Moves a live session one generation on, if this is its current token: the compare-and-set that decides every race.
 *
 * @returns the session as it is now; null where judgeRefresh says anything but "current" of the token
 */
export async function advanceSession(
  { settings, now }: SessionDeps,
  db: Db,
  { sid: id, gen, ver = 0 }: Pick<Claims, "sid" | "gen" | "ver">,
): Promise<SessionRow | null> {
  const at = now();
  const idleUntil = at + settings.refreshTokenLifetime * 1000;
  const { rows } = await advance(db, { id, gen, ver, at, idleUntil });
  return rows[0] ?? null;
}

type Advance = {
  readonly id: string;
  readonly gen: number;
  readonly ver: number;
  readonly at: number;
  readonly idleUntil: number;
};

const advance = statement((db, { id, gen, ver, at, idleUntil }: Advance) =>
  db
    .updateTable("sessions")
    .set({
      generation: sql`generation + 1`,
      rotated_at: at,
      last_used_at: at,
      idle_expires_at: sql`case when expires_at < ${idleUntil} then expires_at else ${idleUntil} end`,
    })
    .where("id", "=", id)
    .where("generation", "=", gen)
    .where("version", "=", ver)
    .where("revoked_at", "is", null)
    .where("idle_expires_at", ">", at)
    .where("expires_at", ">", at)
    .returningAll(),
);

/**
 * Makes the present generation of a session again, its life counted from now (docs/decisions/0003).
 *
 * @param session as it was read
 * @returns as it is now; null where it ended or was moved by somebody else meanwhile
 */
export async function renewSession(
  { settings, now }: SessionDeps,
  db: Db,
  session: SessionRow,
): Promise<SessionRow | null> {
  const { id, generation, version, rotated_at: since, expires_at } = session;
  const at = now();
  const idleUntil = at + settings.refreshTokenLifetime * 1000;
  const change = { rotated_at: at, idle_expires_at: Math.min(idleUntil, expires_at) };
  const { changed } = await renew(db, { id, generation, version, since, ...change });
  return changed === 1 ? { ...session, ...change } : null;
}

type Renewal = Pick<SessionRow, "id" | "generation" | "version" | "rotated_at" | "idle_expires_at"> & {
  readonly since: number;
};

const renew = statement((db, { id, generation, version, since, ...change }: Renewal) =>
  db
    .updateTable("sessions")
    .set(change)
    .where("id", "=", id)
    .where("generation", "=", generation)
    .where("version", "=", version)
    .where("rotated_at", "=", since)
    .where("revoked_at", "is", null),
);
