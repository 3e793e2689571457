import { sql } from "kysely";
import type { Db } from "../store.ts";
import type { Migration } from "./migration.ts";

const COLUMNS = {
  actor_id: "text",
  before: "text",
  after: "text",
  chain: "integer",
  position: "bigint",
  hash: "text",
} as const;

const INDEXES = ["chain_position", "type_id", "ip_id", "refused", "actor_id_id"] as const;

export const auditTrail: Migration = {
  name: "0006-audit-trail",

  async up(db) {
    for (const [name, type] of Object.entries(COLUMNS))
      await db.schema.alterTable("events").addColumn(name, type).execute();
    await createIndexes(db);
    await db.schema
      .createTable("event_chains")
      .addColumn("number", "integer", (column) => column.primaryKey().notNull())
      .addColumn("owner", "text", (column) => column.notNull())
      .addColumn("started_at", "bigint", (column) => column.notNull())
      .addColumn("first_position", "bigint", (column) => column.notNull())
      .addColumn("first_hash", "text", (column) => column.notNull())
      .addColumn("last_position", "bigint", (column) => column.notNull())
      .addColumn("last_hash", "text", (column) => column.notNull())
      .addColumn("mac", "text", (column) => column.notNull())
      .execute();
  },

  async down(db) {
    await db.schema.dropTable("event_chains").execute();
    for (const name of INDEXES) await db.schema.dropIndex(`events_${name}_index`).execute();
    for (const name of Object.keys(COLUMNS)) await db.schema.alterTable("events").dropColumn(name).execute();
  },
};

/** Refreshes are nearly all rows: they are written into none of these indexes, until they are sealed. */
async function createIndexes(db: Db): Promise<void> {
  const index = (name: (typeof INDEXES)[number]) =>
    db.schema.createIndex(`events_${name}_index`).on("events");
  await index("chain_position")
    .columns(["chain", "position"])
    .unique()
    .where(sql.ref("chain"), "is not", null)
    .execute();
  await index("type_id").columns(["type", "id"]).where(sql.ref("type"), "<>", "refresh").execute();
  await index("ip_id").columns(["ip", "id"]).where(sql.ref("type"), "<>", "refresh").execute();
  await index("refused").columns(["outcome", "id"]).where(sql.ref("outcome"), "<>", "ok").execute();
  await index("actor_id_id").columns(["actor_id", "id"]).where(sql.ref("actor_id"), "is not", null).execute();
}
