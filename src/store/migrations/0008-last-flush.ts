import type { Migration } from "./migration.ts";

/** What the last flush came to: one row, so that any process can tell it. */
export const lastFlush: Migration = {
  name: "0008-last-flush",

  async up(db) {
    await db.schema
      .createTable("last_flush")
      .addColumn("id", "integer", (column) => column.primaryKey().notNull())
      .addColumn("at", "bigint", (column) => column.notNull())
      .addColumn("sessions", "bigint", (column) => column.notNull())
      .addColumn("events", "bigint", (column) => column.notNull())
      .execute();
  },

  async down(db) {
    await db.schema.dropTable("last_flush").execute();
  },
};
