import { sql } from "kysely";
import type { AuthContext } from "../context.ts";
import { firstIdAt } from "../ids.ts";
import type { RotationCounts } from "../sessions/rotation-counts.ts";
import { type MigrationStatus, migrationStatus } from "../store/migrate.ts";
import { KEPT_AFTER_END } from "../upkeep/flush.ts";
import { type LastFlush, readLastFlush } from "../upkeep/last-flush.ts";
import type { Total } from "./read-users.ts";

/** How the server does, for who runs it. */
export interface Health {
  readonly migrations: MigrationStatus;
  /** Rows that the hourly flush would delete now; counted among the oldest only. */
  readonly expired: { readonly sessions: Total; readonly events: Total };
  /** Of any server or command line; null before the first. */
  readonly lastFlush: LastFlush | null;
  readonly feed: {
    /** Milliseconds since the sign-outs of other servers were read last. */
    readonly age: number;
    readonly isStale: boolean;
  };
  /** Of this process, since its start. */
  readonly rotations: RotationCounts;
}

/** Rows looked at of each table, the oldest: where many wait, nobody needs to know how many. */
const LOOKED_AT = 10_000;

export async function readHealth(auth: AuthContext): Promise<Health> {
  const { store, settings, revocations } = auth;
  const now = auth.now();
  const ended = now - KEPT_AFTER_END;
  const old = now - settings.eventRetention * 1000;
  return {
    migrations: await migrationStatus(store),
    expired: {
      sessions: await countOldest(
        auth,
        sql`select revoked_at < ${ended} or idle_expires_at < ${ended} or expires_at < ${ended} as is_old
          from sessions where id < ${firstIdAt(Math.max(ended, 0))} order by id limit ${LOOKED_AT}`,
      ),
      events: await countOldest(
        auth,
        sql`select at < ${old} as is_old from events order by id limit ${LOOKED_AT}`,
      ),
    },
    lastFlush: await readLastFlush(store.db),
    feed: { age: revocations.age(), isStale: revocations.isStale() },
    rotations: auth.rotations.counts(),
  };
}

async function countOldest({ store }: AuthContext, oldest: ReturnType<typeof sql>): Promise<Total> {
  const { rows } = await sql<{ looked: number; old: number }>`
    select count(*) as looked, count(case when is_old then 1 end) as old from (${oldest}) as oldest`.execute(
    store.db,
  );
  const { looked = 0, old = 0 } = rows[0] ?? {};
  return { count: Number(old), isExact: Number(looked) < LOOKED_AT || Number(old) < LOOKED_AT };
}
