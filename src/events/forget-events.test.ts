import { describe, expect, it } from "vitest";
import { KEYS, SECRET } from "../../test/events/keys.ts";
import { newTrail, type Trail } from "../../test/events/trail.ts";
import { createForgetting } from "./forget-events.ts";
import { sealKeys } from "./seal.ts";

const BEFORE = 2_000;
const NOW = 10_000;

async function forget({ store }: Trail, batchSize = 3, keys = KEYS): Promise<number> {
  const step = createForgetting(store, keys, { before: BEFORE, now: NOW, batchSize });
  let deleted = 0;
  for (let count = await step(); count !== null; count = await step()) deleted += count;
  return deleted;
}

async function trailOf(...times: number[]): Promise<Trail> {
  const trail = await newTrail();
  for (const at of times) await trail.write(1, { at });
  const sealer = trail.sealer("a");
  while ((await sealer.sealBatch()) > 0);
  return trail;
}

const timesOf = async ({ store }: Trail) =>
  (await store.db.selectFrom("events").select("at").orderBy("id").execute()).map(({ at }) => at);

it("deletes from the front of a chain, which is whole afterwards, and goes on in it", async () => {
  const trail = await trailOf(1, 2, 3, 4, 5, 3_000, 3_001);
  expect(await forget(trail)).toBe(5);
  expect(await trail.verify()).toMatchObject({ faults: [], sealed: 2 });
  await trail.write(1);
  await trail.sealer("b").sealBatch();
  expect((await trail.verify()).faults).toEqual([]);
});

it("keeps an old row behind a young one until that goes, and does not wait for a clock that was far ahead", async () => {
  const trail = await trailOf(1, 99_999, 2, 3_000, 3, 99_999);
  expect(await forget(trail, 10)).toBe(3);
  expect(await timesOf(trail)).toEqual([3_000, 3, 99_999]);
  expect((await trail.verify()).faults).toEqual([]);
});

it("takes a chain off the list once nothing of it is left; its server begins another without an alarm", async () => {
  const trail = await newTrail();
  const sealer = trail.sealer("a");
  await trail.write(2, { at: 1 });
  await sealer.sealBatch();
  expect(await forget(trail)).toBe(2);
  expect(await trail.verify()).toMatchObject({ faults: [], chains: [] });
  expect([await sealer.sealBatch(), trail.broken]).toEqual([0, []]);
  await trail.write(1);
  await sealer.sealBatch();
  const { faults, chains } = await trail.verify();
  expect([faults, chains.map(({ chain }) => chain), trail.broken]).toEqual([[], [2], []]);
});

it("leaves no id out between two that stay, where several chains have old rows behind young ones", async () => {
  const trail = await newTrail();
  const sealers = ["a", "b"].map((owner) => trail.sealer(owner));
  const times = [1, 2, 3, 3_000, 4, 5, 3_001, 3_002];
  for (const [index, at] of times.entries()) {
    await trail.write(1, { at });
    await sealers[index % 2]?.sealBatch();
  }
  expect([await forget(trail), await timesOf(trail)]).toEqual([3, times.slice(3)]);
  expect((await trail.verify()).faults).toEqual([]);
});

it("touches fifty chains in a transaction at most, and none where nothing is old", async () => {
  const trail = await newTrail();
  for (let index = 0; index < 120; index++) {
    await trail.write(1, { at: index < 110 ? 1 : 3_000 });
    await trail.sealer(`server ${index}`).sealBatch();
  }
  const step = createForgetting(trail.store, KEYS, { before: BEFORE, now: NOW, batchSize: 1000 });
  const chainsLeft = async () => (await trail.verify()).chains.length;
  expect([await step(), await step(), await step()]).toEqual([50, 50, 10]);
  expect([await step(), await chainsLeft()]).toEqual([0, 70]);
  expect([await step(), await step(), await step()]).toEqual([0, 0, null]);
  expect([await chainsLeft(), (await trail.verify()).faults]).toEqual([10, []]);
});

describe("under a new secret", () => {
  const secret = "n".repeat(40);
  const both = sealKeys({ secret, secretFallbacks: [SECRET] });

  it("it alarms no server that still has the former one", async () => {
    const trail = await newTrail();
    const former = trail.sealer("former");
    for (const at of [1, 2, 3_000]) await trail.write(1, { at });
    await former.sealBatch();
    expect(await forget(trail, 10, both)).toBe(2);
    await trail.write(1);
    expect([await former.sealBatch(), trail.broken]).toEqual([1, []]);
    expect((await trail.verify(both)).faults).toEqual([]);
  });

  it("the former one may be dropped once no row sealed under it is left", async () => {
    const trail = await newTrail();
    const [renewed, former] = [trail.sealer("renewed", both), trail.sealer("former")];
    for (const [at, sealer] of [
      [1, renewed],
      [2, former],
      [3_000, renewed],
    ] as const) {
      await trail.write(1, { at });
      await sealer.sealBatch();
    }
    expect(await forget(trail, 10, both)).toBe(2);
    const { faults, chains } = await trail.verify(sealKeys({ secret, secretFallbacks: [] }));
    expect([faults, chains.map(({ chain }) => chain)]).toEqual([[], [1, 2]]);
  });
});

it("deletes old rows that no chain has", async () => {
  const trail = await newTrail();
  await trail.write(5, { at: 1 });
  await trail.write(1, { at: 3_000 });
  expect([await forget(trail), await timesOf(trail)]).toEqual([5, [3_000]]);
});

it.each([
  ["made older than it was", "update events set at = 1 where id = 3"],
  ["deleted before it was old", "delete from events where id = 2"],
  ["changed", "update events set detail = 'x' where id = 1"],
])("hides nothing where a row was %s", async (_, statement) => {
  const trail = await trailOf(1, 2, 3_000, 3_001, 3_002);
  await trail.tamper(statement);
  await forget(trail);
  expect((await trail.verify()).faults).not.toEqual([]);
});
