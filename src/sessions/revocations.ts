import { setImmediate as turn } from "node:timers/promises";
import { sql } from "kysely";
import { statement } from "../store/statement.ts";
import type { Db, Store } from "../store/store.ts";
import type { Claims } from "../tokens/kinds.ts";
import { createIdMap, type IdMap } from "./id-map.ts";

/** How often another process's revocations are read, in milliseconds. */
const POLL_INTERVAL = 250;

/** Rows are read again for this long, in milliseconds: a transaction may commit after a later one, and clocks differ. */
const OVERLAP = 10_000;

/** Without a successful read for this long by the clock, in milliseconds, nobody is taken for signed in. */
const STALE_AFTER = 5_000;

/** Rows read at once: some milliseconds, then requests have a turn. */
const PAGE = 2_000;

/** A session whose access tokens of an older version say what is no longer so. */
export interface StaleSession {
  readonly id: string;
  readonly version: number;
  /** When that became so, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * The sessions revoked or made stale within the life of an access token, in memory, so that authenticate() knows them
 * without a database read: at once in the process that did it, within a poll in every other on the same store.
 */
export interface Revocations {
  add(sessionIds: readonly string[], revokedAt: number): void;
  addStale(sessions: readonly StaleSession[]): void;
  /** Why an access token that is valid by itself is refused all the same; null when it is not. */
  refusalOf(claims: Pick<Claims, "sid" | "ver">): "revoked" | "stale" | null;
  /**
   * True when the last read is too long ago to trust `refusalOf`, or ahead: the database is away, this process slept, or
   * its clock was set back.
   */
  isStale(): boolean;
  /** Milliseconds since what other processes did was read last. */
  age(): number;
  /** Reads now what was missed. Calls at one time share one read. */
  catchUp(): Promise<void>;
  /** Reads what is needed before the first request, then goes on by itself until `stop`. */
  start(): Promise<void>;
  stop(): void;
}

export interface RevocationDeps {
  readonly store: Store;
  /** Milliseconds a revocation must be remembered: the life of an access token, and the leeway. */
  readonly memory: number;
  readonly now: () => number;
  /** Called when a poll fails; the next one tries again. */
  readonly onError: (error: unknown) => void;
}

export function createRevocations({ store, memory, now, onError }: RevocationDeps): Revocations {
  const revoked = createIdMap<number>();
  const stale = createIdMap<StaleSession>();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let readUpTo = 0;
  let reading: Promise<void> | undefined;

  function catchUp(): Promise<void> {
    reading ??= poll().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function poll(): Promise<void> {
    const startedAt = now();
    // Where the clock went back, what was forgotten while it was ahead is read again.
    const readBefore = startedAt < readUpTo ? 0 : readUpTo;
    const since = Math.max(readBefore - OVERLAP, startedAt - memory);
    await readPages(store.db, revokedAfter, since, ({ id, at }) => revoked.set(id, at));
    await readPages(store.db, staleAfter, since, (session) => stale.set(session.id, session));
    readUpTo = startedAt;
    forget(revoked, (at) => at < startedAt - memory);
    forget(stale, ({ at }) => at < startedAt - memory);
  }

  function addStale(sessions: readonly StaleSession[]): void {
    for (const session of sessions) stale.set(session.id, session);
  }

  function schedule(): void {
    if (isStopped) return;
    timer = setTimeout(() => catchUp().catch(onError).finally(schedule), POLL_INTERVAL);
    timer.unref();
  }

  return {
    add(sessionIds, revokedAt) {
      for (const id of sessionIds) revoked.set(id, revokedAt);
    },
    addStale,
    refusalOf({ sid, ver = 0 }) {
      if (revoked.get(sid) !== undefined) return "revoked";
      return ver < (stale.get(sid)?.version ?? 0) ? "stale" : null;
    },
    isStale: () => Math.abs(now() - readUpTo) > STALE_AFTER,
    age: () => now() - readUpTo,
    catchUp,
    async start() {
      await catchUp();
      schedule();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** Where a page begins: after this time, and of this time after this id. */
type Cursor = { readonly at: number; readonly id: string };

/** Reads from `since` on, a page at a time: after an end of all sessions there are many to read, and again and again. */
async function readPages(
  db: Db,
  pageAfter: ReturnType<typeof changedAfter>,
  since: number,
  keep: (session: StaleSession) => void,
): Promise<void> {
  let cursor: Cursor | undefined = { at: since, id: "" };
  while (cursor !== undefined) {
    const { rows } = await pageAfter(db, cursor);
    for (const row of rows) keep(row);
    cursor = rows.length === PAGE ? rows.at(-1) : undefined;
    if (cursor !== undefined) await turn();
  }
}

/** A statement, which runs at once: Kysely's one connection is taken while a writer waits for the lock of another process. */
function changedAfter(time: "revoked_at" | "stale_at") {
  return statement((db, { at, id }: Cursor) =>
    db
      .selectFrom("sessions")
      .select(["id", "version", `${time} as at`])
      .where(time, "is not", null)
      .where(({ eb, refTuple, tuple }) => eb(refTuple(time, "id"), ">", tuple(at, id)))
      .orderBy(time)
      .orderBy("id")
      .limit(sql.lit(PAGE))
      .$narrowType<{ at: number }>(),
  );
}

const revokedAfter = changedAfter("revoked_at");
const staleAfter = changedAfter("stale_at");

/** Entries lie roughly in the order of time, so the old ones are the first. */
function forget<Value>(entries: IdMap<Value>, isOld: (value: Value) => boolean): void {
  for (const [id, value] of entries) {
    if (!isOld(value)) return;
    entries.delete(id);
  }
}
