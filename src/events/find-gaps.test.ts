import { describe, expect, it } from "vitest";
import { KEYS } from "../../test/events/keys.ts";
import { newTrail } from "../../test/events/trail.ts";
import { signChain } from "./seal.ts";

describe("a trail that a version began which did not count ids", () => {
  it("is whole with the ids that it left out, and any that is left out later is found", async () => {
    const former = await newTrail();
    const sealers = [former.sealer("a"), former.sealer("b")];
    for (const sealer of sealers) {
      await former.write(3);
      await sealer.sealBatch();
    }
    const chains = await former.store.db.selectFrom("event_chains").selectAll().execute();
    const [list, , second] = chains;
    if (list === undefined || second === undefined) throw new Error("there are two chains");
    const { hash } = await former.store.db
      .selectFrom("events")
      .select("hash")
      .where("id", "=", 4)
      .executeTakeFirstOrThrow();
    // Retention went from chain to chain.
    await former.tamper("delete from events where id = 4");
    for (const row of [
      { ...list, first_hash: "" },
      { ...second, first_position: 2, first_hash: hash ?? "" },
    ])
      await former.store.db
        .updateTable("event_chains")
        .set(signChain(KEYS, row))
        .where("number", "=", row.number)
        .execute();
    expect((await former.verify()).faults).toEqual([]);
    for (const owner of ["c", "d"]) {
      await former.write(2);
      await former.sealer(owner).sealBatch();
    }
    expect((await former.verify()).faults).toEqual([]);
    await former.tamper("delete from events where id = 9");
    expect((await former.verify()).faults).toContainEqual({ kind: "gap", from: 9, to: 9 });
  });
});
