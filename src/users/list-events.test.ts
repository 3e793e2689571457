import { CompiledQuery } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventRow } from "../../test/stores/rows.ts";
import { TERMINAL } from "../events/events.ts";
import { migrateTo } from "../store/migrate.ts";
import { openSqlite } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import { listEventsOf } from "./list-events.ts";

const ADA = { userId: "ada", sessionId: "s1" };

let store: Store;
beforeEach(async () => {
  store = await openSqlite(":memory:");
  await migrateTo(store, "latest");
});
afterEach(() => store.close());

const add = (values: Parameters<typeof eventRow>[0]) =>
  store.db.insertInto("events").values(eventRow(values)).execute();

describe("listEventsOf", () => {
  it("describes what came from the server's own command line as that", async () => {
    await add({ user_id: "ada", ip: TERMINAL.ip, user_agent: TERMINAL.userAgent });
    const { events } = await listEventsOf(store.db, ADA, { limit: 1 });
    expect(events[0]?.device).toBe("Command line of the server");
  });

  it("leaves refreshes out, and counts none of them for a page", async () => {
    for (const type of ["sign_in", "refresh", "refresh", "sign_out", "refresh"])
      await add({ user_id: "ada", type });
    const { events, next } = await listEventsOf(store.db, ADA, { limit: 2 });
    expect(events.map(({ type }) => type)).toEqual(["sign_out", "sign_in"]);
    expect(next).toBe(null);
  });

  it("goes by the index of a user's events, whose order needs no sort", async () => {
    const asked: CompiledQuery[] = [];
    const db = store.db.withPlugin({
      transformQuery({ node, queryId }) {
        asked.push(store.db.getExecutor().compileQuery(node, queryId));
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    await listEventsOf(db, ADA, { limit: 20, before: 100 });
    const [query] = asked;
    const explain = CompiledQuery.raw(`explain query plan ${query?.sql}`, [...(query?.parameters ?? [])]);
    const plan = await store.db.executeQuery<{ detail: string }>(explain);
    expect(plan.rows.map(({ detail }) => detail)).toEqual([
      "SEARCH events USING INDEX events_user_id_id_index (user_id=? AND id<?)",
    ]);
  });
});
