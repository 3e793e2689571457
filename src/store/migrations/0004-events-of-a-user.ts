import { sql } from "kysely";
import type { Migration } from "./migration.ts";

export const eventsOfAUser: Migration = {
  name: "0004-events-of-a-user",

  async up(db) {
    await db.schema.alterTable("events").addColumn("detail", "text").execute();
    await db.schema.dropIndex("events_user_id_at_index").execute();
    // By id, so that a page of a user's newest events needs no sort. Without refreshes: they are nearly all rows, nobody
    // lists them by user, and each of them is one index less to write.
    await db.schema
      .createIndex("events_user_id_id_index")
      .on("events")
      .columns(["user_id", "id"])
      .where(sql.ref("type"), "<>", "refresh")
      .execute();
  },

  async down(db) {
    await db.schema.dropIndex("events_user_id_id_index").execute();
    await db.schema.createIndex("events_user_id_at_index").on("events").columns(["user_id", "at"]).execute();
    await db.schema.alterTable("events").dropColumn("detail").execute();
  },
};
