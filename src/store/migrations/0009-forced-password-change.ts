import type { Migration } from "./migration.ts";

/** Who must choose a new password, and the sessions that may do nothing else. */
export const forcedPasswordChange: Migration = {
  name: "0009-forced-password-change",

  async up(db) {
    for (const table of ["users", "sessions"])
      await db.schema
        .alterTable(table)
        .addColumn("must_change_password", "integer", (column) => column.notNull().defaultTo(0))
        .execute();
  },

  async down(db) {
    for (const table of ["users", "sessions"])
      await db.schema.alterTable(table).dropColumn("must_change_password").execute();
  },
};
