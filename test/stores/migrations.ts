import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SessionRow } from "../../src/sessions/session.ts";
import { assertMigrated, migrateTo, migrationStatus } from "../../src/store/migrate.ts";
import { migrations } from "../../src/store/migrations/index.ts";
import type { Store } from "../../src/store/store.ts";
import type { UserRow } from "../../src/users/user.ts";
import { sessionRow, userRow } from "./rows.ts";

const NAMES = migrations.map(({ name }) => name);

/** A user as the first migrations have them. */
function oldUser(id: string): UserRow {
  const { must_change_password: _, ...old } = userRow(id);
  return old as UserRow;
}

/** How every store migrates. `open` gives an empty database each time. */
export function migrationConformance(name: string, open: () => Promise<Store>): void {
  describe(`migrations on ${name}`, () => {
    let store: Store;

    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    const tables = async () => (await store.db.introspection.getTables()).map((table) => table.name).sort();
    const pretendNewer = () =>
      sql`insert into wafer_migrations (name, applied_at) values ('9999-from-the-future', 0)`.execute(
        store.db,
      );

    it("are all pending in an empty database, which asking leaves empty", async () => {
      expect(await migrationStatus(store)).toEqual({ applied: [], pending: NAMES, unknown: [] });
      expect(await tables()).toEqual([]);
    });

    it("go up, down to zero and up again, and tell each step once it is kept", async () => {
      const told: string[] = [];
      const tell = (step: { name: string; direction: string }) => told.push(`${step.direction} ${step.name}`);
      const up = await migrateTo(store, "latest", tell);
      expect(up).toEqual(NAMES.map((step) => ({ name: step, direction: "up" })));
      expect(await migrationStatus(store)).toEqual({ applied: NAMES, pending: [], unknown: [] });
      const down = await migrateTo(store, "zero", tell);
      expect(down).toEqual(NAMES.toReversed().map((step) => ({ name: step, direction: "down" })));
      expect(await tables()).toEqual(["wafer_migrations"]);
      await migrateTo(store, "latest", tell);
      expect(await tables()).toEqual([
        "event_chains",
        "event_hours",
        "event_hours_state",
        "events",
        "group_permissions",
        "groups",
        "keys",
        "last_flush",
        "sessions",
        "user_groups",
        "user_permissions",
        "users",
        "wafer_migrations",
      ]);
      expect(told).toEqual([
        ...NAMES.map((step) => `up ${step}`),
        ...NAMES.toReversed().map((step) => `down ${step}`),
        ...NAMES.map((step) => `up ${step}`),
      ]);
    });

    it("do nothing, and keep the data, where the database is there already", async () => {
      await migrateTo(store, "latest");
      await store.db.insertInto("users").values(userRow("ada")).execute();
      expect(await migrateTo(store, "latest")).toEqual([]);
      expect(await store.db.selectFrom("users").select("id").execute()).toEqual([{ id: "ada" }]);
    });

    it("keep sessions, made anew as sessions that outlive their users, and back", async () => {
      await migrateTo(store, "0002-keys");
      await store.db.insertInto("users").values(["ada", "bob"].map(oldUser)).execute();
      const {
        version: _,
        authenticated_at: __,
        must_change_password: ___,
        ...old
      } = sessionRow("ada-session", "ada", {
        generation: 3,
        revoked_at: 5,
      });
      const sessions = [old, { ...old, id: "bob-session", user_id: "bob" }];
      await store.db
        .insertInto("sessions")
        .values(sessions as SessionRow[])
        .execute();
      await migrateTo(store, "latest");
      const read = () => store.db.selectFrom("sessions").selectAll().orderBy("id").execute();
      expect(await read()).toEqual(
        sessions.map((session) => ({
          ...session,
          version: 0,
          authenticated_at: session.created_at,
          must_change_password: 0,
        })),
      );
      await store.db.deleteFrom("users").where("id", "=", "ada").execute();
      await migrateTo(store, "0002-keys");
      expect(await read()).toEqual([sessions[1]]);
      await store.db.deleteFrom("users").execute();
      expect(await read()).toEqual([]);
    });

    it("stop at the migration that is named", async () => {
      const first = NAMES[0] ?? "";
      expect(await migrateTo(store, first)).toEqual([{ name: first, direction: "up" }]);
    });

    it("suggest a name for one that does not exist, and leave the database alone", async () => {
      await expect(migrateTo(store, "lastest")).rejects.toThrow('Did you mean "latest"?');
      expect(await tables()).toEqual([]);
    });

    it("keep nothing of a step that fails", async () => {
      await sql`create table events (id integer)`.execute(store.db);
      await expect(migrateTo(store, "latest")).rejects.toThrow("events");
      expect(await tables()).toEqual(["events"]);
    });

    it("run once each when two callers migrate at once", async () => {
      const steps = await Promise.all([migrateTo(store, "latest"), migrateTo(store, "latest")]);
      expect(
        steps
          .flat()
          .map((step) => step.name)
          .sort(),
      ).toEqual(NAMES);
    });

    it("must have been applied before the store is used", async () => {
      await expect(assertMigrated(store)).rejects.toMatchObject({
        code: "not_migrated",
        message: expect.stringMatching(/0001-users-sessions-events.*`wafer migrate`/),
      });
      await migrateTo(store, "latest");
      await assertMigrated(store);
    });

    it("refuse a database of a newer version, and leave it as it is", async () => {
      await migrateTo(store, "latest");
      await pretendNewer();
      expect((await migrationStatus(store)).unknown).toEqual(["9999-from-the-future"]);
      const refusal = { code: "newer_database", message: expect.stringContaining("9999-from-the-future") };
      await expect(migrateTo(store, "latest")).rejects.toMatchObject(refusal);
      await expect(migrateTo(store, "zero")).rejects.toMatchObject(refusal);
      await expect(assertMigrated(store)).rejects.toMatchObject(refusal);
      expect(await tables()).toContain("users");
    });
  });
}
