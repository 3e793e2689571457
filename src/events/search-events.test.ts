import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newTrail, type Trail } from "../../test/events/trail.ts";
import { HOUR } from "../time.ts";
import type { EventType } from "./event-types.ts";
import { exportEvents } from "./export-events.ts";
import { type EventFilter, searchEvents } from "./search-events.ts";

const LOOK = { ids: 17, ofUser: 5 };
const TYPES: readonly EventType[] = ["refresh", "sign_in", "sign_out", "roles_changed"];
const OUTCOMES = ["ok", "wrong_password", "reuse"];
const USERS = ["u1", "u2", null];
const ADDRESSES = ["192.0.2.1", "192.0.2.2"];

interface Made {
  readonly id: number;
  readonly at: number;
  readonly type: string;
  readonly outcome: string;
  readonly user_id: string | null;
  readonly actor_id: string | null;
  readonly ip: string;
}

/** Events of every kind, an hour apart but for clocks that differ by a minute. */
async function madeTrail(): Promise<{ trail: Trail; made: readonly Made[] }> {
  const trail = await newTrail();
  const made = Array.from({ length: 120 }, (_, index) => ({
    id: index + 1,
    at: (index + 1) * HOUR + (index % 3) * 60_000,
    type: TYPES[index % 4] ?? "",
    outcome: OUTCOMES[(index >> 2) % 3] ?? "",
    user_id: USERS[(index >> 1) % 3] ?? null,
    actor_id: index % 10 === 0 ? "u2" : null,
    ip: ADDRESSES[index % 5 === 0 ? 1 : 0] ?? "",
  }));
  for (const { id: _, ...values } of made) await trail.write(1, values);
  return { trail, made };
}

function isMeant(filter: EventFilter, event: Made): boolean {
  const { types, withRefreshes, outcome, userId, actorId, address, from, to } = filter;
  return (
    (types?.includes(event.type as EventType) ?? (withRefreshes === true || event.type !== "refresh")) &&
    (outcome === undefined || event.outcome === outcome) &&
    (userId === undefined || event.user_id === userId) &&
    (actorId === undefined || event.actor_id === actorId) &&
    (address === undefined || event.ip === address) &&
    (from === undefined || event.at >= from) &&
    (to === undefined || event.at < to)
  );
}

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const anyFilter: fc.Arbitrary<EventFilter> = fc.record({
  types: maybe(fc.uniqueArray(fc.constantFrom(...TYPES), { minLength: 1 })),
  withRefreshes: maybe(fc.boolean()),
  outcome: maybe(fc.constantFrom(...OUTCOMES)),
  userId: maybe(fc.constantFrom("u1", "u2", "u3")),
  actorId: maybe(fc.constantFrom("u1", "u2")),
  address: maybe(fc.constantFrom(...ADDRESSES)),
  from: maybe(fc.nat(130 * HOUR)),
  to: maybe(fc.nat(130 * HOUR)),
});

describe("events of any filter", () => {
  it("come page by page, each once, the newest first, and exported the oldest first", async () => {
    const { trail, made } = await madeTrail();
    const { db } = trail.store;
    await fc.assert(
      fc.asyncProperty(anyFilter, fc.integer({ min: 1, max: 40 }), async (filter, limit) => {
        const meant = made.filter((event) => isMeant(filter, event)).map(({ id }) => id);
        const found: number[] = [];
        let before: number | null | undefined;
        do {
          const page = await searchEvents(db, { ...filter, limit, before: before ?? undefined }, LOOK);
          expect(page.events.length).toBeLessThanOrEqual(limit);
          found.push(...page.events.map(({ id }) => id));
          before = page.next;
        } while (before !== null);
        expect(found).toEqual(meant.toReversed());
        const exported: number[] = [];
        for await (const { id } of exportEvents(db, filter, LOOK.ids)) exported.push(id);
        expect(exported).toEqual(meant);
      }),
      { numRuns: 300 },
    );
  });

  it("of one user are looked for among a part of theirs at a time, and the page tells where to go on", async () => {
    const trail = await newTrail();
    await trail.write(1, { user_id: "busy", type: "roles_changed" });
    for (let round = 0; round < 10; round++) {
      await trail.write(1, { user_id: "busy", type: "sign_in" });
      await trail.write(1, { user_id: "another", type: "roles_changed" });
    }
    const pages = [];
    for (let before: number | null | undefined; before !== null; ) {
      const search = { userId: "busy", types: ["roles_changed"], limit: 5, before } as const;
      const { events, next } = await searchEvents(trail.store.db, search, LOOK);
      pages.push(events.map(({ id }) => id));
      before = next;
    }
    expect(pages).toEqual([[], [], [1]]);
  });

  it("have who did what, before and after, as it was recorded", async () => {
    const trail = await newTrail();
    await trail.write(1, {
      actor_id: "a",
      before: '{"isStaff":false}',
      after: '{"isStaff":true,"groups":["x"]}',
    });
    const { events } = await searchEvents(trail.store.db, { limit: 1 });
    expect(events[0]).toMatchObject({
      actorId: "a",
      before: { isStaff: false },
      after: { isStaff: true, groups: ["x"] },
    });
  });
});

it.each([2, -2])(
  "an export by time has every event of it, where a clock was %i hours off for a while",
  async (hours) => {
    const trail = await newTrail();
    const times = Array.from(
      { length: 100 },
      (_, index) => 20 * HOUR + index * 1_000 + (index >= 40 && index < 60 ? hours * HOUR : 0),
    );
    for (const at of times) await trail.write(1, { at });
    const range = { from: 20 * HOUR, to: 20 * HOUR + 100_000 };
    const exported: string[] = [];
    for await (const { at } of exportEvents(trail.store.db, range)) exported.push(at);
    const meant = times.filter((at) => at >= range.from && at < range.to);
    expect(exported).toEqual(meant.map((at) => new Date(at).toISOString()));
  },
);
