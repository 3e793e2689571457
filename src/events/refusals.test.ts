import { expect, it } from "vitest";
import { newTrail } from "../../test/events/trail.ts";
import { createRefusals, MAX_IN_WINDOW, WINDOW } from "./refusals.ts";

const request = { method: "POST", url: "/", ip: "192.0.2.1", header: () => undefined };
const refusal = { type: "csrf_refused", outcome: "untrusted_origin", userId: null } as const;

it("what cannot be written is counted, and told once it can be", async () => {
  const { store, tamper } = await newTrail();
  const clock = { now: 1_000 };
  const refusals = createRefusals({ store, now: () => clock.now });
  const add = (count: number) => {
    for (let index = 0; index < count; index++) refusals.add(refusal, request);
  };
  await tamper("alter table events rename to away");
  add(3);
  await expect(refusals.write()).rejects.toThrow("events");
  await tamper("alter table away rename to events");
  add(MAX_IN_WINDOW);
  clock.now += WINDOW;
  await refusals.write();
  const rows = await store.db.selectFrom("events").select(["at", "outcome", "detail"]).execute();
  expect(rows.filter(({ outcome }) => outcome === "untrusted_origin")).toHaveLength(MAX_IN_WINDOW - 3);
  expect(rows.at(-1)).toEqual({ at: 1_000 + WINDOW, outcome: "left_out", detail: "6 more" });
});

it("nothing is written while there is nothing to write", async () => {
  const { store } = await newTrail();
  const refusals = createRefusals({ store, now: () => 0 });
  await refusals.write(true);
  expect(await store.db.selectFrom("events").selectAll().execute()).toEqual([]);
});
