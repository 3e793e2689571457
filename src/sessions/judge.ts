import type { Settings } from "../settings/table.ts";
import type { Claims } from "../tokens/kinds.ts";
import { isLive, type SessionRow } from "./session.ts";

/**
 * What a refresh token's generation and version mean for its session:
 * - `current`: rotate to the next generation.
 * - `stale`: of the current generation, but made before the user's roles changed: give the generation again, as it is
 *   now. A step more would make a request of another tab that is still under way look like a thief's (docs/decisions/0011).
 * - `predecessor`: the answer that carried the successor may be lost or still under way: give the successor again.
 * - `over`: the session ended, by sign-out, age or idleness.
 * - `ahead`: a token we signed for a generation the row has yet to reach: the database was restored from a backup.
 *   Which of the generations since were used is forgotten, so the session must end.
 * - `reuse`: an older token: somebody holds a copy. The session must end (RFC 9700 section 4.14.2).
 */
export type Verdict = "current" | "stale" | "predecessor" | "over" | "ahead" | "reuse";

/** Decides by the row alone, so that every server and every retry decides alike. */
export function judgeRefresh(
  session: SessionRow,
  { gen: generation, ver: version = 0 }: Pick<Claims, "gen" | "ver">,
  now: number,
  settings: Pick<Settings, "rotationGrace">,
): Verdict {
  if (!isLive(session, now)) return "over";
  if (generation > session.generation || version > session.version) return "ahead";
  if (generation === session.generation) return version === session.version ? "current" : "stale";
  if (generation !== session.generation - 1) return "reuse";
  const seenAt = session.seen_generation >= session.generation ? session.seen_at : null;
  return seenAt === null || now <= seenAt + settings.rotationGrace * 1000 ? "predecessor" : "reuse";
}
