import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { sessionRow, userRow } from "../../test/stores/rows.ts";
import { TERMINAL } from "../events/events.ts";
import { defineSettings } from "../settings/settings.ts";
import { migrateTo } from "../store/migrate.ts";
import { openSqlite } from "../store/sqlite.ts";
import type { Store } from "../store/store.ts";
import { createRevocations } from "./revocations.ts";
import { endAllSessions } from "./revoke-all.ts";

const NOW = 1_900_000_000_000;

const now = () => NOW;
const settings = defineSettings({ secret: "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE" });

async function filledStore(path: string, createdAt: readonly number[]): Promise<Store> {
  const store = await openSqlite(path);
  await migrateTo(store, "latest");
  await store.db.insertInto("users").values(userRow("u")).execute();
  await store.transaction(async (db) => {
    for (const [index, created_at] of createdAt.entries())
      await db
        .insertInto("sessions")
        .values(sessionRow(`s${index}`, "u", { created_at }))
        .execute();
  });
  return store;
}

function depsOf(store: Store) {
  const revocations = createRevocations({ store, memory: 1000, now, onError() {} });
  return { store, settings, revocations, now, random: Buffer.alloc };
}

it("endAllSessions ends every live session in batches, and none that began later", async () => {
  const store = await filledStore(":memory:", [...Array(449).fill(NOW), NOW + 1]);
  const deps = depsOf(store);
  const progress: number[] = [];
  const ended = await endAllSessions(deps, "revoked", TERMINAL, (count) => void progress.push(count));
  expect([ended, progress]).toEqual([449, [200, 400, 449, 449]]);
  const left = await store.db.selectFrom("sessions").select("id").where("revoked_at", "is", null).execute();
  expect(left).toEqual([{ id: "s449" }]);
  expect(deps.revocations.refusalOf({ sid: "s448" })).toBe("revoked");
  await store.close();
});

it("endAllSessions lets other processes at the database between its batches", async () => {
  const folder = mkdtempSync(join(tmpdir(), "wafer-revoke-"));
  const path = join(folder, "wafer.db");
  const store = await filledStore(path, Array(2_000).fill(NOW));
  const other = await openSqlite(path);
  let isDone = false;
  let turns = 0;
  const ending = endAllSessions(depsOf(store), "revoked", TERMINAL).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await other.transaction(async (db) => db.updateTable("users").set({ first_name: "Ada" }).execute());
    turns++;
    await sleep(1);
  }
  expect(await ending).toBe(2_000);
  expect(turns).toBeGreaterThan(8);
  await Promise.all([store.close(), other.close()]);
  rmSync(folder, { recursive: true });
});
