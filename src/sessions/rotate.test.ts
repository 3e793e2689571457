import { sql } from "kysely";
import { afterEach, expect, it } from "vitest";
import { sessionRow, userRow } from "../../test/stores/rows.ts";
import { PROGRAM } from "../events/events.ts";
import { defineSettings } from "../settings/settings.ts";
import { migrateTo } from "../store/migrate.ts";
import { openSqlite } from "../store/sqlite.ts";
import { createRevocations } from "./revocations.ts";
import { type Refresh, rotateTogether } from "./rotate.ts";
import { createRotations } from "./rotations.ts";

const close: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(close.splice(0).map((one) => one()));
});

/** Two sessions of generation 5, of which the row of "broken" cannot be changed. */
async function open() {
  const store = await openSqlite(":memory:");
  close.push(() => store.close());
  await migrateTo(store, "latest");
  await store.db.insertInto("users").values(userRow("u")).execute();
  const now = Date.now();
  const times = { idle_expires_at: now + 60_000, expires_at: now + 60_000 };
  for (const id of ["sound", "broken"])
    await store.db
      .insertInto("sessions")
      .values(sessionRow(id, "u", { generation: 5, ...times }))
      .execute();
  await sql`create trigger no_change before update on sessions when old.id = 'broken'
    begin select raise(abort, 'the row is broken'); end`.execute(store.db);
  const told: string[] = [];
  const deps = {
    store,
    settings: defineSettings({ secret: "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE" }),
    revocations: createRevocations({ store, memory: 1000, now: Date.now, onError() {} }),
    now: () => now,
    random: Buffer.alloc,
    audit: { add: () => void told.push("event"), countRefresh: () => void told.push("refresh") },
  };
  return { deps, told };
}

function refreshOf(sid: string, gen: number): Refresh {
  const claims = { token_type: "refresh", user_id: "u", sid, gen, iat: 0, exp: 0, jti: "" } as const;
  return { claims, source: PROGRAM };
}

it("who was moved on is answered, counted and told of, though the rest could not be kept", async () => {
  const { deps, told } = await open();
  const both = [refreshOf("sound", 5), refreshOf("broken", 1)];
  const counted: string[] = [];
  const answers = await rotateTogether(deps, both, (what) => void counted.push(what));
  expect(answers).toMatchObject([{ outcome: "rotated", session: { generation: 6 } }, null]);
  expect([counted, told]).toEqual([["rotated"], ["event"]]);
  await expect(rotateTogether(deps, both.slice(1))).rejects.toThrow("the row is broken");
});

it("what always fails gets its error, though others go on beside it in every turn", async () => {
  const { deps } = await open();
  const rotations = createRotations(deps);
  let error: unknown = null;
  const failed = rotations.rotate(refreshOf("broken", 1)).catch((thrown: unknown) => {
    error = thrown;
  });
  for (let gen = 5; gen < 25 && error === null; gen++) await rotations.rotate(refreshOf("sound", gen));
  expect(error).toMatchObject({ message: "the row is broken" });
  await failed;
});
