import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrateTo } from "../../src/store/migrate.ts";
import type { Store } from "../../src/store/store.ts";
import { eventRow, sessionRow, TIME, userRow } from "./rows.ts";

const TEXTS = {
  emoji: "👩🏽‍💻🏳️‍🌈",
  "right-to-left": "مرحبا שלום \u202e",
  "combining marks": "Zoe\u0308 Å",
  quotes: `O'Neil "x" \`y\` \\ ; drop table users; --`,
  "line breaks": "a\r\nb\tc",
  "many characters": "é".repeat(10_000),
  nothing: "",
};

/** What every store must do, looped over the stores in stores.test.ts. `open` gives an empty database each time. */
export function storeConformance(name: string, open: () => Promise<Store>): void {
  describe(`a store on ${name}`, () => {
    let store: Store;

    beforeEach(async () => {
      store = await open();
      await migrateTo(store, "latest");
    });
    afterEach(() => store.close());

    const addUser = (user: ReturnType<typeof userRow>) => store.db.insertInto("users").values(user).execute();
    const usernames = async () => {
      const rows = await store.db.selectFrom("users").select("username").orderBy("username").execute();
      return rows.map((row) => row.username);
    };

    it("gives back every column of a user as written", async () => {
      const ada = userRow("ada", { is_active: 0, is_staff: 1, is_superuser: 1, last_login_at: TIME + 1 });
      await addUser(ada);
      expect(await store.db.selectFrom("users").selectAll().executeTakeFirst()).toEqual(ada);
    });

    it("gives back every column of a session as written", async () => {
      const bare = sessionRow("bare", "ada");
      const full = sessionRow("full", "ada", {
        generation: 2_000_000_000,
        seen_generation: 1_999_999_999,
        seen_at: TIME,
        revoked_at: TIME,
        revoke_reason: "reuse",
        stale_at: TIME,
        version: 7,
        device_key: '{"kty":"EC"}',
        device_challenge: "abc",
      });
      await addUser(userRow("ada"));
      await store.db.insertInto("sessions").values([bare, full]).execute();
      expect(await store.db.selectFrom("sessions").selectAll().orderBy("id").execute()).toEqual([bare, full]);
    });

    it("gives back every column of an event as written, with ids that count up", async () => {
      const events = [
        eventRow(),
        eventRow({ user_id: "gone", session_id: "gone", request_id: "r1", detail: "email" }),
      ];
      for (const event of events) await store.db.insertInto("events").values(event).execute();
      const rows = await store.db.selectFrom("events").selectAll().orderBy("id").execute();
      expect(rows).toEqual(events.map((event, index) => ({ id: index + 1, ...event })));
    });

    it("never gives the id of a deleted event again", async () => {
      await store.db.insertInto("events").values(eventRow()).execute();
      await store.db.deleteFrom("events").execute();
      await store.db.insertInto("events").values(eventRow()).execute();
      expect(await store.db.selectFrom("events").select("id").execute()).toEqual([{ id: 2 }]);
    });

    it.each(Object.entries(TEXTS))("keeps text with %s unchanged", async (_, text) => {
      await addUser(userRow("ada", { username: text, first_name: text, password_hash: text }));
      const row = await store.db
        .selectFrom("users")
        .selectAll()
        .where("username", "=", text)
        .executeTakeFirst();
      expect([row?.first_name, row?.password_hash]).toEqual([text, text]);
    });

    it.each([
      ["user name", { username_key: "ada" }],
      ["e-mail address", { email_key: "ada@example.com" }],
      ["id", { id: "ada" }],
    ])("refuses a second user of one %s with a unique violation", async (_, same) => {
      await addUser(userRow("ada"));
      const error = await addUser(userRow("eve", same)).catch((reason: unknown) => reason);
      expect(store.isUniqueViolation(error)).toBe(true);
      expect(await usernames()).toEqual(["ada"]);
    });

    it("takes any number of users without an e-mail address", async () => {
      await addUser(userRow("ada", { email: "", email_key: null }));
      await addUser(userRow("bob", { email: "", email_key: null }));
      expect(await usernames()).toEqual(["ada", "bob"]);
    });

    it("takes other failures for no unique violation", async () => {
      const incomplete = { ...sessionRow("s", "ada"), ip: null as unknown as string };
      const error = await store.db
        .insertInto("sessions")
        .values(incomplete)
        .execute()
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      expect(store.isUniqueViolation(error)).toBe(false);
      expect(store.isUniqueViolation(new Error("UNIQUE constraint failed"))).toBe(false);
      expect(store.isUniqueViolation(null)).toBe(false);
    });

    it("keeps the sessions and the events of a deleted user", async () => {
      for (const id of ["ada", "bob"]) {
        await addUser(userRow(id));
        await store.db
          .insertInto("sessions")
          .values(sessionRow(`${id}-session`, id))
          .execute();
      }
      await store.db
        .insertInto("events")
        .values(eventRow({ user_id: "ada", session_id: "ada-session" }))
        .execute();
      await store.db.deleteFrom("users").where("id", "=", "ada").execute();
      expect(await store.db.selectFrom("sessions").select("id").orderBy("id").execute()).toEqual([
        { id: "ada-session" },
        { id: "bob-session" },
      ]);
      expect(await store.db.selectFrom("events").select("user_id").execute()).toEqual([{ user_id: "ada" }]);
    });

    it("gives back what a transaction's work returns, and keeps its rows", async () => {
      const result = await store.transaction(async (db) => {
        await db.insertInto("users").values(userRow("ada")).execute();
        return "done";
      });
      expect([result, await usernames()]).toEqual(["done", ["ada"]]);
    });

    it("keeps nothing of a transaction that throws, passes its error on, and works on", async () => {
      const failing = store.transaction(async (db) => {
        await db.insertInto("users").values(userRow("ada")).execute();
        throw new Error("changed my mind");
      });
      await expect(failing).rejects.toThrow("changed my mind");
      await addUser(userRow("bob"));
      expect(await usernames()).toEqual(["bob"]);
    });

    it("keeps nothing of a transaction whose second statement is refused", async () => {
      const failing = store.transaction(async (db) => {
        await db.insertInto("users").values(userRow("ada")).execute();
        await db.insertInto("users").values(userRow("ada")).execute();
      });
      const error = await failing.catch((reason: unknown) => reason);
      expect([store.isUniqueViolation(error), await usernames()]).toEqual([true, []]);
    });

    it("loses no update among transactions that read, wait and write at once", async () => {
      await addUser(userRow("ada"));
      await store.db.insertInto("sessions").values(sessionRow("s", "ada")).execute();
      const addOne = () =>
        store.transaction(async (db) => {
          const { generation } = await db
            .selectFrom("sessions")
            .select("generation")
            .executeTakeFirstOrThrow();
          await new Promise((resolve) => setImmediate(resolve));
          await db
            .updateTable("sessions")
            .set({ generation: generation + 1 })
            .execute();
        });
      await Promise.all(Array.from({ length: 20 }, addOne));
      expect(await store.db.selectFrom("sessions").select("generation").execute()).toEqual([
        { generation: 20 },
      ]);
    });

    it("lets exactly one of 50 concurrent compare-and-set updates win", async () => {
      await addUser(userRow("ada"));
      await store.db
        .insertInto("sessions")
        .values(sessionRow("s", "ada", { generation: 7 }))
        .execute();
      const moveOn = () =>
        store.db
          .updateTable("sessions")
          .set({ generation: 8 })
          .where("id", "=", "s")
          .where("generation", "=", 7)
          .executeTakeFirst();
      const results = await Promise.all(Array.from({ length: 50 }, moveOn));
      expect(results.filter((result) => result.numUpdatedRows === 1n)).toHaveLength(1);
      expect(results.filter((result) => result.numUpdatedRows === 0n)).toHaveLength(49);
    });

    it("refuses store.db and a nested transaction inside a transaction, in place of waiting for ever", async () => {
      const nestedQuery = store.transaction(() => store.db.selectFrom("users").selectAll().execute());
      await expect(nestedQuery).rejects.toThrow("Use the db that transaction() passes");
      const nestedTransaction = store.transaction(() => store.transaction(async () => {}));
      await expect(nestedTransaction).rejects.toThrow("Use the db that transaction() passes");
      expect(await usernames()).toEqual([]);
    });

    it("lets work that a transaction left behind use store.db afterwards", async () => {
      const { later } = await store.transaction(async () => ({
        later: new Promise((resolve) => setTimeout(resolve, 5)).then(usernames),
      }));
      expect(await later).toEqual([]);
    });

    it("waits for a running transaction before it closes, and closes once", async () => {
      let finished = false;
      const running = store.transaction(async (db) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        await db.insertInto("users").values(userRow("ada")).execute();
        finished = true;
      });
      await store.close();
      await store.close();
      expect(finished).toBe(true);
      await running;
      await expect(usernames()).rejects.toThrow("destroyed");
    });
  });
}
