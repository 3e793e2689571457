import { describe, expect, it } from "vitest";
import { KEYS } from "../../test/events/keys.ts";
import { newTrail } from "../../test/events/trail.ts";
import { TIME } from "../../test/stores/rows.ts";
import { verifyEvents } from "./verify-events.ts";

describe("somebody who keeps events from being sealed is found out", () => {
  it("by a row with an id past those that can be told apart, and it stops no sealing before it", async () => {
    const stalled = await newTrail();
    const sealer = stalled.sealer("a");
    await stalled.write(3);
    await stalled.tamper(
      "insert into events (id, at, type, outcome, ip, user_agent) values (9007199254740993, 1, 'sign_in', 'ok', 'x', '')",
    );
    expect([await sealer.sealBatch(), await sealer.sealBatch()]).toEqual([3, 0]);
    const { faults, sealed } = await stalled.verify();
    expect([faults, sealed]).toEqual([
      [{ kind: "inserted", chain: null, position: null, id: expect.any(Number), at: 1 }],
      3,
    ]);
  });

  it.each([
    ["of the rows", "before update of hash on events begin select raise(ignore); end"],
    ["of the chains", "after update on event_chains begin select 1; end"],
    ["of another table", "after update on users begin delete from events; end"],
  ])("by a trigger %s", async (_, text) => {
    const stalled = await newTrail();
    await stalled.tamper(`create trigger "a trigger" ${text}`);
    await stalled.tamper("create trigger other after update on users begin select 1; end");
    expect((await stalled.verify()).faults).toEqual([{ kind: "trigger", name: "a trigger" }]);
  });

  it("by rows that are written over more than ten minutes while none is sealed", async () => {
    const stalled = await newTrail();
    await stalled.write(1);
    await stalled.sealer("a").sealBatch();
    await stalled.write(1, { at: TIME });
    await stalled.write(1, { at: TIME + 600_000 });
    expect((await stalled.verify()).faults).toEqual([]);
    await stalled.write(1, { at: TIME + 600_001 });
    const { faults, unsealedSince } = await stalled.verify();
    expect([faults, unsealedSince]).toEqual([
      [{ kind: "unsealed", chain: null, position: null, id: 2, at: TIME }],
      TIME,
    ]);
  });

  it("not where a server only comes to seal what one that died left", async () => {
    const late = await newTrail();
    await late.write(1, { at: TIME });
    await late.write(1, { at: TIME + 600_001 });
    const verifying = verifyEvents(late.store, KEYS, { patience: 50 });
    await late.sealer("next").sealBatch();
    expect(await verifying).toMatchObject({ faults: [], unsealedSince: null });
  });
});
