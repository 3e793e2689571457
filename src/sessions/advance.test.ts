import fc from "fast-check";
import { expect, it } from "vitest";
import { sessionRow } from "../../test/stores/rows.ts";
import { defineSettings } from "../settings/settings.ts";
import { migrateTo } from "../store/migrate.ts";
import { openSqlite } from "../store/sqlite.ts";
import { advanceSession } from "./advance.ts";
import { judgeRefresh } from "./judge.ts";
import { createRevocations } from "./revocations.ts";
import type { SessionRow } from "./session.ts";

const NOW = 1_900_000_000_000;

/** Times and numbers around those that decide. */
const near = fc.integer({ min: -2, max: 2 });
const cases = fc.record({
  gen: near,
  ver: near,
  idle: near,
  end: fc.oneof(near, fc.constant(100_000_000)),
  revoked: fc.option(near),
});

it("advanceSession moves a session on exactly where judgeRefresh calls the token current", async () => {
  const store = await openSqlite(":memory:");
  await migrateTo(store, "latest");
  const settings = defineSettings({ secret: "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE" });
  const now = () => NOW;
  const revocations = createRevocations({ store, memory: 1000, now, onError() {} });
  const deps = { store, settings, revocations, now, random: Buffer.alloc };
  const stored = (): Promise<SessionRow> =>
    store.db.selectFrom("sessions").selectAll().executeTakeFirstOrThrow();
  await fc.assert(
    fc.asyncProperty(cases, async ({ gen, ver, idle, end, revoked }) => {
      const before = sessionRow("s", "u", {
        generation: 5,
        version: 3,
        idle_expires_at: NOW + idle,
        expires_at: NOW + end,
        revoked_at: revoked === null ? null : NOW + revoked,
      });
      await store.db.deleteFrom("sessions").execute();
      await store.db.insertInto("sessions").values(before).execute();
      const token = { gen: before.generation + gen, ver: before.version + ver };
      const moved = await advanceSession(deps, store.db, { sid: "s", ...token });
      const isCurrent = judgeRefresh(before, token, NOW, settings) === "current";
      const idleUntil = Math.min(NOW + settings.refreshTokenLifetime * 1000, before.expires_at);
      const after = { generation: 6, rotated_at: NOW, last_used_at: NOW, idle_expires_at: idleUntil };
      expect(moved).toEqual(isCurrent ? { ...before, ...after } : null);
      expect(await stored()).toEqual(moved ?? before);
    }),
    { numRuns: 1000, examples: [[{ gen: 0, ver: 0, idle: 1, end: 1, revoked: null }]] },
  );
  await store.close();
});
