import { expect, it } from "vitest";
import { sessionRow, userRow } from "../../test/stores/rows.ts";
import { PROGRAM } from "../events/events.ts";
import { defineSettings } from "../settings/settings.ts";
import { migrateTo } from "../store/migrate.ts";
import { openSqlite } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import { createRevocations } from "./revocations.ts";
import { rotateTogether } from "./rotate.ts";

it("who was moved on is answered, counted and told of, though the rest could not be kept", async () => {
  const store = await openSqlite(":memory:");
  await migrateTo(store, "latest");
  await store.db.insertInto("users").values(userRow("u")).execute();
  const now = Date.now();
  const times = { idle_expires_at: now + 60_000, expires_at: now + 60_000 };
  for (const id of ["current", "old"])
    await store.db
      .insertInto("sessions")
      .values(sessionRow(id, "u", { generation: 5, ...times }))
      .execute();
  const full = new Error("the disk is full");
  const told: string[] = [];
  let transactions = 0;
  const transaction: Store["transaction"] = (work) =>
    transactions++ === 0 ? store.transaction(work) : Promise.reject(full);
  const deps = {
    store: { ...store, db: store.db, transaction },
    settings: defineSettings({ secret: "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE" }),
    revocations: createRevocations({ store, memory: 1000, now: Date.now, onError() {} }),
    now: () => now,
    random: Buffer.alloc,
    audit: { add: () => void told.push("event"), countRefresh: () => void told.push("refresh") },
  };
  const refreshOf = (sid: string, gen: number) => ({
    claims: { token_type: "refresh", user_id: "u", sid, gen, iat: 0, exp: 0, jti: "" } as const,
    source: PROGRAM,
  });
  const both = [refreshOf("current", 5), refreshOf("old", 1)];
  const counted: string[] = [];
  const answers = await rotateTogether(deps, both, (what) => void counted.push(what));
  expect(answers).toMatchObject([{ outcome: "rotated", session: { generation: 6 } }, null]);
  expect([counted, told]).toEqual([["rotated"], ["event"]]);
  await expect(rotateTogether(deps, both.slice(1))).rejects.toBe(full);
  await store.close();
});
