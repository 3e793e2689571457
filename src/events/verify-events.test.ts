import fc from "fast-check";
import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { KEYS } from "../../test/events/keys.ts";
import { newTrail, type Trail } from "../../test/events/trail.ts";
import { TIME } from "../../test/stores/rows.ts";
import type { EventsTable } from "../store/schema.ts";
import { sealKeys } from "./seal.ts";
import { TERMINAL_CHAIN } from "./sealer.ts";

const TABLES = ["events", "event_chains"] as const;
type Table = (typeof TABLES)[number];

/** Two chains whose rows lie one between the other, with texts that are hard to tell apart, and a copy to begin anew from. */
async function sealedTrail(): Promise<Trail> {
  const trail = await newTrail();
  const sealers = [trail.sealer("a"), trail.sealer("b")];
  const full = {
    user_id: "u1",
    actor_id: "u2",
    session_id: "s1",
    request_id: "r1",
    before: "{}",
    after: '{"a":1}',
  };
  const texts: Partial<EventsTable>[] = [
    {},
    full,
    { detail: "\ufffda" },
    { detail: "", user_agent: "" },
    { detail: "\0é👩" },
  ];
  for (let round = 0; round < 4; round++) {
    for (const values of texts) await trail.write(1, values);
    await sealers[round % 2]?.sealBatch();
  }
  for (const table of TABLES) await trail.tamper(`create table saved_${table} as select * from ${table}`);
  // Whoever can write the rows can drop an index too.
  await trail.tamper("drop index events_chain_position_index");
  return trail;
}

async function restore(trail: Trail): Promise<void> {
  for (const table of TABLES) {
    await trail.tamper(`delete from ${table}`);
    await trail.tamper(`insert into ${table} select * from saved_${table}`);
  }
}

let trail: Trail;
beforeAll(async () => {
  trail = await sealedTrail();
});

/** What verification says after the statement; the trail is whole again afterwards. */
async function faultsAfter(...statements: string[]) {
  try {
    for (const statement of statements) await trail.tamper(statement);
    return (await trail.verify()).faults;
  } finally {
    await restore(trail);
  }
}

const faultAfter = async (...statements: string[]) => (await faultsAfter(...statements))[0] ?? null;

interface Cell {
  readonly table: Table;
  readonly row: number;
  readonly column: string;
  readonly hex: string | null;
  readonly isText: boolean;
}

async function cellsOf(table: Table): Promise<Cell[]> {
  const key = table === "events" ? "id" : "number";
  const { rows } = await sql<Record<string, unknown>>`select * from ${sql.ref(table)}`.execute(
    trail.store.db,
  );
  return rows.flatMap((row) =>
    Object.entries(row).map(([column, value]) => ({
      table,
      row: Number(row[key]),
      column,
      isText: typeof value === "string",
      hex: value === null ? null : hexOf(value),
    })),
  );
}

function hexOf(value: unknown): string {
  if (typeof value === "string") return Buffer.from(value).toString("hex");
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(Number(value)));
  return bytes.toString("hex");
}

/** The cell with the bit pattern of one byte changed, as SQL; of an empty or null cell, one byte in its place. */
function changed({ hex, isText }: Cell, at: number, mask: number): string {
  if (hex === null || hex === "") return `cast(x'${mask.toString(16).padStart(2, "0")}' as text)`;
  const bytes = Buffer.from(hex, "hex");
  const index = at % bytes.length;
  bytes.writeUInt8(bytes.readUInt8(index) ^ mask, index);
  return isText ? `cast(x'${bytes.toString("hex")}' as text)` : String(bytes.readBigInt64BE());
}

describe("the audit trail, untouched", () => {
  it("is found whole, with its rows, chains and what is not sealed yet", async () => {
    await trail.write(2);
    const { chains, ...found } = await trail.verify();
    expect(found).toEqual({
      faults: [],
      sealed: 20,
      unsealed: 2,
      unsealedSince: TIME + 20,
      begunAt: TIME,
    });
    expect(chains.map(({ chain, position }) => [chain, position])).toEqual([
      [1, 10],
      [2, 10],
    ]);
    await restore(trail);
  });

  it("is whole while it is empty", async () => {
    const empty = await newTrail();
    expect(await empty.verify()).toMatchObject({ faults: [], sealed: 0, unsealed: 0, begunAt: null });
  });

  it("has one chain of all command lines, also of two at a time", async () => {
    const shared = await newTrail();
    const terminals = [shared.sealer(TERMINAL_CHAIN), shared.sealer(TERMINAL_CHAIN)];
    for (let round = 0; round < 4; round++) {
      await shared.write(2);
      await terminals[round % 2]?.sealBatch();
    }
    const { faults, chains } = await shared.verify();
    expect([faults, chains.map(({ position }) => position), shared.broken]).toEqual([[], [8], []]);
  });

  it("is whole under a former secret, as long as that is a fallback", async () => {
    const [old, next] = [{ secret: "o".repeat(40) }, { secret: "n".repeat(40) }];
    const oldKeys = sealKeys({ ...old, secretFallbacks: [] });
    const bothKeys = sealKeys({ ...next, secretFallbacks: [old.secret] });
    const renewed = await newTrail();
    await renewed.write(7);
    await renewed.sealer("a", oldKeys).sealBatch();
    await renewed.write(7);
    await renewed.sealer("b", bothKeys).sealBatch();
    expect(await renewed.verify(bothKeys)).toMatchObject({ faults: [], sealed: 14 });
    expect((await renewed.verify(sealKeys({ ...next, secretFallbacks: [] }))).faults[0]).toEqual({
      kind: "chain_altered",
      chain: 1,
    });
  });
});

describe("a secret that was dropped", () => {
  it("makes the former chains unverifiable, until it is given to verification alone", async () => {
    const [former, next] = ["o".repeat(40), "n".repeat(40)];
    const dropped = await newTrail();
    for (const secret of [former, next]) {
      await dropped.write(3);
      await dropped.sealer(secret, sealKeys({ secret, secretFallbacks: [] })).sealBatch();
    }
    const alone = sealKeys({ secret: next, secretFallbacks: [] });
    expect((await dropped.verify(alone)).faults[0]).toEqual({ kind: "chain_altered", chain: 0 });
    const both = sealKeys({ secret: next, secretFallbacks: [former] });
    expect(await dropped.verify(both)).toMatchObject({ faults: [], sealed: 6 });
  });
});

describe("somebody who can write to the database is found out", () => {
  it("by any byte changed in any column of any row", { timeout: 120_000 }, async () => {
    const cells = (await Promise.all(TABLES.map(cellsOf))).flat();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...cells),
        fc.nat(1000),
        fc.integer({ min: 1, max: 255 }),
        async (cell, at, mask) => {
          const key = cell.table === "events" ? "id" : "number";
          const change = `update or replace ${cell.table} set "${cell.column}" = ${changed(cell, at, mask)} where ${key} = ${cell.row}`;
          expect(await faultAfter(change), change).not.toBe(null);
        },
      ),
      { numRuns: 600 },
    );
  });

  it("by a byte that reads as the same text", async () => {
    const change = "update events set detail = cast(x'f0bfbd61' as text) where id = 3";
    expect(await faultAfter(change)).toMatchObject({ kind: "altered", chain: 1, position: 3, id: 3 });
  });

  it("by any value taken away, in every column", async () => {
    for (const { column, row, hex } of await cellsOf("events")) {
      if (hex === null || ["id", "at", "type", "outcome", "ip", "user_agent"].includes(column)) continue;
      expect(await faultAfter(`update events set "${column}" = null where id = ${row}`), column).not.toBe(
        null,
      );
    }
  });

  it("by every row deleted, wherever it stood", async () => {
    for (let id = 1; id <= 20; id++) {
      const fault = await faultAfter(`delete from events where id = ${id}`);
      const chain = Math.ceil(id / 5) % 2 === 1 ? 1 : 2;
      expect(fault).toMatchObject({ kind: "missing", chain });
    }
  });

  it("by any two rows that changed places, in any of three ways", { timeout: 120_000 }, async () => {
    const id = fc.integer({ min: 1, max: 20 });
    const columns = await cellsOf("events").then((cells) => new Set(cells.map(({ column }) => column)));
    const ways = {
      ids: ["id"],
      places: ["chain", "position"],
      contents: [...columns].filter((name) => !["id", "chain", "position", "hash"].includes(name)),
      "contents and hashes": [...columns].filter((name) => !["id", "chain", "position"].includes(name)),
    };
    await fc.assert(
      fc.asyncProperty(id, id, fc.constantFrom(...Object.values(ways)), async (one, other, swapped) => {
        fc.pre(one !== other);
        const fault = await faultAfter(
          `create temp table swap as select * from events where id in (${one}, ${other})`,
          `update events set id = -id where id in (${one}, ${other})`,
          `update events set (${list(swapped)}) = (select ${list(swapped)} from swap where id = ${other}) where id = -${one}`,
          `update events set (${list(swapped)}) = (select ${list(swapped)} from swap where id = ${one}) where id = -${other}`,
          "update events set id = -id where id < 0",
          "drop table swap",
        );
        expect(fault).not.toBe(null);
      }),
      { numRuns: 200 },
    );
  });

  it("with the word for it where two neighbours changed places", async () => {
    const fault = await faultAfter(
      "update events set position = -position where id in (2, 3)",
      "update events set position = 3 where id = 2",
      "update events set position = 2 where id = 3",
    );
    expect(fault).toEqual({ kind: "reordered", chain: 1, position: 2, id: 3, at: TIME + 2 });
  });

  const copy = (values: string) =>
    `insert into events select ${values}, at, type, outcome, user_id, session_id, ip, user_agent, request_id, detail, actor_id, before, after`;

  it.each([
    ["a row twice", `${copy("99")}, chain, position, hash from events where id = 2`, "inserted", 1],
    ["a row at the end", `${copy("99")}, chain, 11, hash from events where id = 2`, "inserted", 1],
    ["a row before the first", `${copy("99")}, chain, 0, hash from events where id = 2`, "inserted", 1],
    [
      "a row of no chain, with a hash",
      `${copy("99")}, null, null, hash from events where id = 2`,
      "inserted",
      null,
    ],
    [
      "a row before others, not sealed",
      `${copy("-5")}, null, null, null from events where id = 2`,
      "inserted",
      null,
    ],
    ["an id that lies far away", "update events set id = 1152921504606846976 where id = 20", "altered", 2],
    ["a row of an unknown chain", `${copy("99")}, 7, 1, hash from events where id = 2`, "chain_missing", 7],
    ["a row of chain 0", `${copy("99")}, 0, 1, hash from events where id = 2`, "chain_missing", 0],
    ["all rows deleted", "delete from events", "missing", 1],
    ["the chains deleted", "delete from event_chains", "chain_missing", 1],
    ["the list deleted", "delete from event_chains where number = 0", "chain_missing", 0],
    ["a chain's row deleted", "delete from event_chains where number = 2", "chain_missing", 2],
  ])("by %s", async (_, statement, kind, chain) => {
    expect(await faultAfter(statement)).toMatchObject({ kind, chain });
  });

  it.each([1, 2])("by the whole of chain %i taken away with its row", async (chain) => {
    const fault = await faultAfter(
      `delete from events where chain = ${chain}`,
      `delete from event_chains where number = ${chain}`,
    );
    expect(fault).toEqual({ kind: "chain_missing", chain });
  });

  it("in every chain, whatever was found in the one before", async () => {
    const faults = await faultsAfter(
      "update events set detail = 'x' where id in (2, 3)",
      "delete from events where id = 7",
      `${copy("99")}, null, null, hash from events where id = 2`,
      "update events set chain = 9 where id in (14, 15)",
    );
    expect(faults).toEqual([
      { kind: "altered", chain: 1, position: 2, id: 2, at: TIME + 1 },
      { kind: "missing", chain: 2, position: 2, id: 8, at: TIME + 7 },
      { kind: "chain_missing", chain: 9 },
      { kind: "inserted", chain: null, position: null, id: 99, at: TIME + 1 },
      { kind: "gap", from: 7, to: 7 },
      { kind: "gap", from: 21, to: 98 },
    ]);
    const ofChains = await faultsAfter(
      "update event_chains set last_position = 3 where number = 1",
      "delete from event_chains where number = 2",
    );
    expect(ofChains).toEqual([
      { kind: "chain_altered", chain: 1 },
      { kind: "chain_missing", chain: 2 },
    ]);
  });

  it("by an older row of a chain put back, while the server that made it runs", async () => {
    const live = await newTrail();
    const sealer = live.sealer("a");
    await live.write(3);
    await sealer.sealBatch();
    await live.tamper("create table copied as select * from event_chains where number = 1");
    await live.write(2);
    await sealer.sealBatch();
    await live.tamper("delete from events where id > 3");
    await live.tamper("delete from event_chains where number = 1");
    await live.tamper("insert into event_chains select * from copied");
    expect((await live.verify()).faults).toEqual([]);
    await live.write(1);
    await sealer.sealBatch();
    expect(live.broken).toEqual([1]);
    const told = await live.store.db
      .selectFrom("events")
      .selectAll()
      .where("type", "=", "trail_broken")
      .execute();
    expect(told.map(({ outcome, detail }) => [outcome, detail])).toEqual([["chain_changed", "chain 1"]]);
  });

  it.each(["a server that ended", TERMINAL_CHAIN])(
    "by the end of the chain of %s taken off with an older row of it put back",
    async (owner) => {
      const live = await newTrail();
      const [former, running] = [live.sealer(owner), live.sealer("running")];
      await live.write(3);
      await former.sealBatch();
      await live.write(2);
      await running.sealBatch();
      await live.tamper("create table copied as select * from event_chains where number = 1");
      await live.write(4);
      await former.sealBatch();
      await live.write(1);
      await running.sealBatch();
      expect((await live.verify()).faults).toEqual([]);
      await live.tamper("delete from events where chain = 1 and position > 3");
      await live.tamper("delete from event_chains where number = 1");
      await live.tamper("insert into event_chains select * from copied");
      expect((await live.verify()).faults).toEqual([{ kind: "gap", from: 6, to: 9 }]);
    },
  );

  it("by a server that idles, where the newest rows go with their ids", async () => {
    const live = await newTrail();
    const running = live.sealer("running");
    await live.write(3);
    await running.sealBatch();
    await live.tamper("create table copied as select * from event_chains");
    await live.write(2);
    await live.sealer(TERMINAL_CHAIN).sealBatch();
    expect([await running.sealBatch(), live.broken]).toEqual([0, []]);
    await live.tamper("delete from events where id > 3");
    await live.tamper("delete from event_chains");
    await live.tamper("insert into event_chains select * from copied");
    await live.tamper("update sqlite_sequence set seq = 3 where name = 'events'");
    expect([await running.sealBatch(), await running.sealBatch(), live.broken]).toEqual([1, 0, [1]]);
    const told = await live.store.db.selectFrom("events").selectAll().where("id", "=", 4).executeTakeFirst();
    expect(told).toMatchObject({ type: "trail_broken", outcome: "events_gone", detail: "events 4 to 5" });
  });

  it("cannot seal a row without the secret", async () => {
    const forged = await newTrail();
    await forged.write(3);
    await forged.sealer("a", sealKeys({ secret: "f".repeat(40), secretFallbacks: [] })).sealBatch();
    expect((await forged.verify(KEYS)).faults[0]).toEqual({ kind: "chain_altered", chain: 0 });
  });
});

function list(columns: readonly string[]): string {
  return columns.map((name) => `"${name}"`).join(", ");
}
