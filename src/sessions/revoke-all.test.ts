import { expect, it } from "vitest";
import { sessionRow, userRow } from "../../test/stores/rows.ts";
import { TERMINAL } from "../events/events.ts";
import { defineSettings } from "../settings/settings.ts";
import { migrateTo } from "../store/migrate.ts";
import { openSqlite } from "../store/sqlite.ts";
import { createRevocations } from "./revocations.ts";
import { endAllSessions } from "./revoke-all.ts";

const NOW = 1_900_000_000_000;

it("endAllSessions ends every live session in batches, and none that began later", async () => {
  const store = await openSqlite(":memory:");
  await migrateTo(store, "latest");
  await store.db.insertInto("users").values(userRow("u")).execute();
  const rows = Array.from({ length: 450 }, (_, index) =>
    sessionRow(`s${index}`, "u", { created_at: index === 449 ? NOW + 1 : NOW }),
  );
  for (const row of rows) await store.db.insertInto("sessions").values(row).execute();
  const now = () => NOW;
  const revocations = createRevocations({ store, memory: 1000, now, onError() {} });
  const settings = defineSettings({ secret: "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE" });
  const deps = { store, settings, revocations, now, random: Buffer.alloc };
  const progress: number[] = [];
  const ended = await endAllSessions(deps, "revoked", TERMINAL, (count) => void progress.push(count));
  expect([ended, progress]).toEqual([449, [200, 400, 449, 449]]);
  const left = await store.db.selectFrom("sessions").select("id").where("revoked_at", "is", null).execute();
  expect(left).toEqual([{ id: "s449" }]);
  expect(revocations.refusalOf({ sid: "s448" })).toBe("revoked");
  await store.close();
});
