import type { Db } from "../store/store.ts";
import type { StaleSession } from "./revocations.ts";
import type { SessionDeps } from "./session.ts";

/**
 * Lets access tokens of a user's live sessions be taken no more, while the sessions go on: the next refresh makes
 * tokens that say what is so now (docs/decisions/0011). In the transaction of the change; the caller gives what it
 * returns to the revocations once that is kept.
 */
export async function markStale(
  deps: Pick<SessionDeps, "now">,
  db: Db,
  userId: string,
): Promise<readonly StaleSession[]> {
  const at = deps.now();
  const rows = await db
    .updateTable("sessions")
    .set((column) => ({ stale_at: at, version: column("version", "+", 1) }))
    .where("user_id", "=", userId)
    .where("revoked_at", "is", null)
    .returning(["id", "version"])
    .execute();
  return rows.map(({ id, version }) => ({ id, version, at }));
}
