import { describe, expect, it } from "vitest";
import { newTrail } from "../../test/events/trail.ts";
import { HOUR } from "../time.ts";
import { createRefreshCounts } from "./refresh-counts.ts";

async function newCounts() {
  const { store, tamper } = await newTrail();
  const clock = { now: 7 * HOUR + 5 };
  const counts = createRefreshCounts({ store, now: () => clock.now });
  const add = (count: number) => {
    for (let index = 0; index < count; index++) counts.countRefresh();
  };
  const written = () => store.db.selectFrom("event_hours").selectAll().orderBy("hour").execute();
  return { counts, clock, add, tamper, written };
}

const ofHour = (hour: number, count: number) => ({
  type: "refresh",
  hour: hour * HOUR,
  outcome: "ok",
  count,
});

describe("the counts of refreshes", () => {
  it("are added to their hour, however often they are written", async () => {
    const { counts, clock, add, written } = await newCounts();
    add(3);
    await counts.write();
    add(2);
    clock.now += HOUR;
    add(4);
    await counts.write();
    await counts.write();
    expect(await written()).toEqual([ofHour(7, 5), ofHour(8, 4)]);
  });

  it("wait on where they cannot be written, and are counted once", async () => {
    const { counts, add, tamper, written } = await newCounts();
    await tamper("alter table event_hours rename to away");
    add(3);
    await expect(counts.write()).rejects.toThrow("event_hours");
    add(1);
    await tamper("alter table away rename to event_hours");
    await counts.write();
    expect(await written()).toEqual([ofHour(7, 4)]);
  });
});
