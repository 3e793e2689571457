import { sql } from "kysely";
import type { Migration } from "./migration.ts";

export const keys: Migration = {
  name: "0002-keys",

  async up(db) {
    await db.schema
      .createTable("keys")
      .addColumn("id", "text", (column) => column.primaryKey().notNull())
      .addColumn("algorithm", "text", (column) => column.notNull())
      .addColumn("status", "text", (column) => column.notNull())
      .addColumn("public_jwk", "text", (column) => column.notNull())
      .addColumn("private_key", "text")
      .addColumn("created_at", "bigint", (column) => column.notNull())
      .addColumn("activated_at", "bigint")
      .addColumn("retired_at", "bigint")
      .addColumn("ends_at", "bigint")
      .execute();
    // Two servers that start at once agree on one key.
    await db.schema
      .createIndex("keys_active_index")
      .on("keys")
      .column("algorithm")
      .unique()
      .where(sql.ref("status"), "=", "active")
      .execute();
  },

  async down(db) {
    await db.schema.dropTable("keys").execute();
  },
};
