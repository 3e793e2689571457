import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { flush } from "../../src/upkeep/flush.ts";
import { TIME } from "../stores/rows.ts";
import { spawnChild } from "../stores/spawn-child.ts";
import { temporaryPath } from "../stores/temporary.ts";
import { SECRET } from "./keys.ts";
import { newTrail } from "./trail.ts";

const start = (path: string, name: string) =>
  spawnChild([path, name], undefined, new URL("child.ts", import.meta.url));

it("processes that are killed leave rows that another seals, and a trail that is whole", {
  timeout: 120_000,
}, async () => {
  const path = temporaryPath();
  const trail = await newTrail(path);
  for (let round = 0; round < 4; round++) {
    const children = ["a", "b"].map((name) => start(path, `${name}${round}`));
    await Promise.all(children.map((child) => child.firstLine));
    expect((await trail.verify()).faults, "while they write").toEqual([]);
    await sleep(round * 30);
    await Promise.all(children.map((child) => child.kill()));
    for (const child of children)
      expect((await child.allLines).filter((line) => line.startsWith("broken"))).toEqual([]);
    expect((await trail.verify()).faults).toEqual([]);
  }
  const sealer = trail.sealer("next");
  while ((await sealer.sealBatch()) > 0);
  const { faults, unsealed, sealed, chains } = await trail.verify();
  const rows = await trail.store.db.selectFrom("events").select("id").execute();
  expect({ faults, unsealed, sealed }).toEqual({ faults: [], unsealed: 0, sealed: rows.length });
  expect(Math.max(...rows.map(({ id }) => id)), "no id is left out").toBe(rows.length);
  // A process whose rows the other sealed, each time, has no chain.
  expect(chains.length).toBeGreaterThanOrEqual(4);
  await trail.store.close();
});

it("verification and retention get on with a server that writes and seals", { timeout: 60_000 }, async () => {
  const path = temporaryPath();
  const trail = await newTrail(path);
  await trail.write(400, { at: TIME - 90 * 86_400_000 - 1 });
  const first = trail.sealer("first");
  while ((await first.sealBatch()) > 0);
  const child = start(path, "live");
  await child.firstLine;
  const options = {
    now: TIME,
    eventRetention: 90 * 86_400,
    settings: { secret: SECRET, secretFallbacks: [] },
  };
  const flushing = flush(trail.store, { ...options, batchSize: 20, pause: 5 });
  for (let count = 0; count < 10; count++) expect((await trail.verify()).faults).toEqual([]);
  expect((await flushing).events).toBe(400);
  await child.kill();
  const { faults, chains } = await trail.verify();
  expect([faults, chains.map(({ chain }) => chain)]).toEqual([[], [2]]);
  expect(await child.allLines).not.toContain("broken 2");
  await trail.store.close();
});
