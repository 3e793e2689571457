import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sessionRow, userRow } from "../../test/stores/rows.ts";
import { migrateTo } from "../store/migrate.ts";
import { openSqlite } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import type { Claims } from "../tokens/kinds.ts";
import { createSeenNotes } from "./seen.ts";
import { findSession } from "./session.ts";

let store: Store;
let now: number;
let errors: unknown[];

beforeEach(async () => {
  now = 1_000_000;
  errors = [];
  store = await openSqlite(":memory:");
  await migrateTo(store, "latest");
  await store.db.insertInto("users").values(userRow("u")).execute();
  await store.db
    .insertInto("sessions")
    .values(sessionRow("s", "u", { generation: 2, seen_generation: 0, seen_at: null }))
    .execute();
});
afterEach(() => store.close());

function notes() {
  return createSeenNotes({ store, now: () => now, onError: (error) => errors.push(error) });
}

function token(gen: number): Claims {
  return { token_type: "access", user_id: "u", sid: "s", gen, iat: 1, exp: 2, jti: "j" };
}

describe("seen notes", () => {
  it("write the generation and the time it was first seen", async () => {
    const seen = notes();
    seen.note(token(2));
    now += 500;
    seen.note(token(2));
    await seen.flush();
    expect(await findSession(store.db, "s")).toMatchObject({ seen_generation: 2, seen_at: 1_000_000 });
  });

  it("never go back: an older token that arrives later changes nothing", async () => {
    const seen = notes();
    seen.note(token(2));
    await seen.flush();
    const afterRestart = notes();
    now += 1000;
    afterRestart.note(token(1));
    afterRestart.note(token(2));
    await afterRestart.flush();
    expect(await findSession(store.db, "s")).toMatchObject({ seen_generation: 2, seen_at: 1_000_000 });
  });

  it("wait on after a write that failed", async () => {
    const seen = notes();
    seen.note(token(1));
    await store.db.schema.alterTable("sessions").renameTo("away").execute();
    await seen.flush();
    expect(errors).toHaveLength(1);
    await store.db.schema.alterTable("away").renameTo("sessions").execute();
    await seen.flush();
    expect(await findSession(store.db, "s")).toMatchObject({ seen_generation: 1 });
  });
});
