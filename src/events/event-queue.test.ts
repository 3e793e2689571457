import { describe, expect, it } from "vitest";
import { newTrail } from "../../test/events/trail.ts";
import { createEventQueue, MAX_WAITING } from "./event-queue.ts";
import { PROGRAM } from "./events.ts";

const REFRESH = { type: "refresh", outcome: "ok", userId: "ada" } as const;

async function newQueue() {
  const { store, tamper } = await newTrail();
  const clock = { now: 1_000 };
  const queue = createEventQueue({ store, now: () => clock.now });
  const rows = () => store.db.selectFrom("events").select(["at", "type", "outcome", "detail"]).execute();
  return { queue, clock, tamper, rows };
}

describe("the queue of events", () => {
  it("writes them all, of the time they were added, however many transactions that takes", async () => {
    const { queue, clock, rows } = await newQueue();
    for (let index = 0; index < 450; index++) queue.add(REFRESH, PROGRAM);
    clock.now += 900;
    await queue.write();
    const written = { at: 1_000, type: "refresh", outcome: "ok", detail: null };
    expect(await rows()).toEqual(Array(450).fill(written));
    await queue.write();
    expect(await rows()).toHaveLength(450);
  });

  it("keeps what cannot be written, in its order, until it can", async () => {
    const { queue, clock, tamper, rows } = await newQueue();
    await tamper("alter table events rename to away");
    for (const count of [3, 4]) {
      for (let index = 0; index < count; index++) queue.add(REFRESH, PROGRAM);
      await expect(queue.write()).rejects.toThrow("events");
    }
    await tamper("alter table away rename to events");
    clock.now += 900;
    queue.add(REFRESH, PROGRAM);
    await queue.write();
    expect((await rows()).map(({ at }) => at)).toEqual([...Array(7).fill(1_000), 1_900]);
  });

  it("lets others have a turn between its transactions", async () => {
    const { queue } = await newQueue();
    for (let index = 0; index < 1_000; index++) queue.add(REFRESH, PROGRAM);
    let turns = 0;
    const turning = setInterval(() => turns++, 0);
    await queue.write();
    clearInterval(turning);
    expect(turns).toBeGreaterThan(0);
  });

  it("keeps no more than it has room for, and counts the rest", async () => {
    const { queue, rows } = await newQueue();
    for (let index = 0; index < MAX_WAITING + 5; index++) queue.add(REFRESH, PROGRAM);
    await queue.write();
    const written = await rows();
    expect(written).toHaveLength(MAX_WAITING + 1);
    expect(written.at(-1)).toMatchObject({ outcome: "left_out", detail: "5 more" });
  });

  it("counts them on where the row that tells of them cannot be written", async () => {
    const { queue, tamper, rows } = await newQueue();
    for (let index = 0; index < MAX_WAITING + 5; index++) queue.add(REFRESH, PROGRAM);
    await tamper("alter table events rename to away");
    for (let count = 0; count < 2; count++) await expect(queue.write()).rejects.toThrow("events");
    await tamper("alter table away rename to events");
    await queue.write();
    expect((await rows()).slice(MAX_WAITING)).toMatchObject([{ outcome: "left_out", detail: "5 more" }]);
  });
});
