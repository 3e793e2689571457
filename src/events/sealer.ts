import { type RawBuilder, sql } from "kysely";
import type { Db, Store } from "../store/store.ts";
import { beginChain, changeChain, LIST, lastSealedId, readChain } from "./chains.ts";
import { PROGRAM, recordEvent } from "./events.ts";
import { lastId, MAX_ID } from "./id-range.ts";
import { type ChainRow, hashOf, isGenuine, type SealKeys } from "./seal.ts";

/** Rows sealed in one transaction at most: it holds the write lock for a few milliseconds. */
export const BATCH = 200;

/** The chain that all command lines make longer, one after the other. */
export const TERMINAL_CHAIN = "terminal";

export interface SealerDeps {
  readonly store: Store;
  readonly keys: SealKeys;
  /** Who makes the chain longer: a server's own name, new for each run, or {@link TERMINAL_CHAIN}. */
  readonly owner: string;
  readonly now: () => number;
  /** Called when the chain, or the end of all events, is not as this process left it: somebody else changed the database. */
  readonly onBroken: (chain: number) => void;
}

export interface Sealer {
  /**
   * Seals the oldest rows that are not sealed yet, whoever wrote them: other servers, command lines, a server that
   * died. Safe with any number of processes.
   *
   * @returns how many, {@link BATCH} at most
   * @throws {StoreError}
   */
  sealBatch(): Promise<number>;
  /** Whether rows that came from there wait to be sealed. */
  isAwaitedFrom(ip: string): Promise<boolean>;
}

type Seal = readonly [id: number, position: number, hash: string];

/** One statement for a whole batch. The text is the same for every batch, so that it stays prepared. */
const WRITE_SEALS: Record<Store["engine"], (chain: number, seals: readonly Seal[]) => RawBuilder<unknown>> = {
  sqlite: (chain, seals) => sql`
    update events set chain = ${chain}, position = seal.value ->> 1, hash = seal.value ->> 2
    from json_each(${JSON.stringify(seals)}) as seal
    where events.id = seal.value ->> 0 and events.hash is null`,
};

export function createSealer({ store, keys, owner, now, onBroken }: SealerDeps): Sealer {
  /** The chain as this process left it. */
  let own: ChainRow | null = null;
  /** Up to this id no row waits. Rows are sealed in the order of their ids, which is that of their commits. */
  let looked: number | null = null;

  async function sealBatch(): Promise<number> {
    const from = await startOfLook();
    const newest = (await lastId(store.db, MAX_ID)) ?? 0;
    // Retention deletes the newest row last: where rows are left, those behind them were deleted by somebody.
    if (newest > 0 && newest < from) return noteGone(newest, from);
    // Asked without the write lock, which an idle server must not take every second.
    if ((await unsealed(store.db, from, 1)).length === 0) {
      looked = Math.max(from, newest);
      return 0;
    }
    const sealed = await store.transaction(async (db) => {
      const rows = await unsealed(db, from, BATCH);
      if (rows.length === 0) return null;
      const chain = await takeUp(db);
      const seals: Seal[] = [];
      let { last_position: position, last_hash: hash } = chain;
      for (const row of rows) {
        position++;
        hash = hashOf(keys.current, hash, { ...row, chain: chain.number, position });
        seals.push([row.id, position, hash]);
      }
      const { numAffectedRows } = await WRITE_SEALS[store.engine](chain.number, seals).execute(db);
      if (Number(numAffectedRows) !== rows.length) throw new Error("other rows were sealed than were read");
      return {
        chain: await changeChain(db, keys, chain, { last_position: position, last_hash: hash }),
        count: rows.length,
        lastId: rows.at(-1)?.id ?? from,
      };
    });
    if (sealed === null) return 0;
    own = sealed.chain;
    looked = sealed.lastId;
    return sealed.count;
  }

  /** The next ids may be theirs again: what comes is looked for from the newest row on. */
  async function noteGone(newest: number, gone: number): Promise<number> {
    const detail = `events ${newest + 1} to ${gone}`;
    await store.transaction((db) => noteBroken(db, "events_gone", detail));
    onBroken(own?.number ?? LIST);
    looked = newest;
    return sealBatch();
  }

  function noteBroken(db: Db, outcome: "chain_changed" | "events_gone", detail: string): Promise<void> {
    return recordEvent(db, { type: "trail_broken", outcome, userId: null, detail }, PROGRAM, now());
  }

  async function startOfLook(): Promise<number> {
    looked ??= await lastSealedId(store.db);
    return looked;
  }

  async function isAwaitedFrom(ip: string): Promise<boolean> {
    const row = await store.db
      .selectFrom("events")
      .select("id")
      .where("id", ">", await startOfLook())
      .where("hash", "is", null)
      .where("ip", "=", ip)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Only a server's chain that is as it left it is made longer: anything else would seal what somebody changed. */
  async function takeUp(db: Db): Promise<ChainRow> {
    if (owner === TERMINAL_CHAIN) return (await newestOfTerminal(db)) ?? beginChain(db, keys, owner, now());
    if (own === null) return beginChain(db, keys, owner, now());
    const found = await readChain(db, own.number);
    if (found !== null && isGenuine(keys, found) && isAsLeft(found, own)) return found;
    if (found !== null || !(await isForgotten(db, own.number))) {
      await noteBroken(db, "chain_changed", `chain ${own.number}`);
      onBroken(own.number);
    }
    return beginChain(db, keys, owner, now());
  }

  /** Another command line may have made it longer since. */
  async function newestOfTerminal(db: Db): Promise<ChainRow | null> {
    const newest = await db
      .selectFrom("event_chains")
      .selectAll()
      .where("owner", "=", owner)
      .orderBy("number", "desc")
      .limit(1)
      .executeTakeFirst();
    return newest !== undefined && isGenuine(keys, newest) ? newest : null;
  }

  /** All its rows were past their age, and so it is gone. */
  async function isForgotten(db: Db, number: number): Promise<boolean> {
    const list = await readChain(db, LIST);
    return list !== null && isGenuine(keys, list) && number < list.first_position;
  }

  return { sealBatch, isAwaitedFrom };
}

/** The front moves when rows are past their age; the end is this process's own. */
function isAsLeft(found: ChainRow, left: ChainRow): boolean {
  return found.last_position === left.last_position && found.last_hash === left.last_hash;
}

/** The oldest rows that wait. One past {@link MAX_ID} is none of ours: it is left to `wafer events verify`, which names it. */
export function unsealed(db: Db, after: number, limit: number) {
  return db
    .selectFrom("events")
    .selectAll()
    .where("id", ">", after)
    .where("id", "<=", MAX_ID)
    .where("hash", "is", null)
    .orderBy("id")
    .limit(limit)
    .execute();
}
