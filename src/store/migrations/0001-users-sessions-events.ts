import { type RawBuilder, sql } from "kysely";
import type { Db, Store } from "../store.ts";
import type { Migration } from "./migration.ts";

/** A number the engine counts up and never gives twice. */
const COUNTED_ID: Record<Store["engine"], RawBuilder<unknown>> = {
  sqlite: sql`integer primary key autoincrement`,
};

export const usersSessionsEvents: Migration = {
  name: "0001-users-sessions-events",

  async up(db, engine) {
    await createUsers(db);
    await createSessions(db);
    await createEvents(db, engine);
  },

  async down(db) {
    await db.schema.dropTable("events").execute();
    await db.schema.dropTable("sessions").execute();
    await db.schema.dropTable("users").execute();
  },
};

async function createUsers(db: Db): Promise<void> {
  await db.schema
    .createTable("users")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("username", "text", (column) => column.notNull())
    .addColumn("username_key", "text", (column) => column.notNull().unique())
    .addColumn("email", "text", (column) => column.notNull())
    // Unique among addresses: in a unique column every engine here takes any number of nulls.
    .addColumn("email_key", "text", (column) => column.unique())
    .addColumn("first_name", "text", (column) => column.notNull())
    .addColumn("last_name", "text", (column) => column.notNull())
    .addColumn("password_hash", "text", (column) => column.notNull())
    .addColumn("is_active", "integer", (column) => column.notNull())
    .addColumn("is_staff", "integer", (column) => column.notNull())
    .addColumn("is_superuser", "integer", (column) => column.notNull())
    .addColumn("password_changed_at", "bigint", (column) => column.notNull())
    .addColumn("last_login_at", "bigint")
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("updated_at", "bigint", (column) => column.notNull())
    .execute();
}

async function createSessions(db: Db): Promise<void> {
  await db.schema
    .createTable("sessions")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id").onDelete("cascade"))
    .addColumn("generation", "integer", (column) => column.notNull())
    .addColumn("rotated_at", "bigint", (column) => column.notNull())
    .addColumn("seen_generation", "integer", (column) => column.notNull())
    .addColumn("seen_at", "bigint")
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("last_used_at", "bigint", (column) => column.notNull())
    .addColumn("idle_expires_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .addColumn("revoked_at", "bigint")
    .addColumn("revoke_reason", "text")
    .addColumn("stale_at", "bigint")
    .addColumn("user_agent", "text", (column) => column.notNull())
    .addColumn("ip", "text", (column) => column.notNull())
    .addColumn("device_key", "text")
    .addColumn("device_challenge", "text")
    .execute();
  const index = (name: string) => db.schema.createIndex(`sessions_${name}_index`).on("sessions");
  // With the id, which tells the time, so that the latest sessions of a user need no sort.
  await index("user_id_id").columns(["user_id", "id"]).execute();
  await index("expires_at").column("expires_at").execute();
  // The revocation feed asks this several times a second; few sessions are revoked.
  await index("revoked_at").column("revoked_at").where("revoked_at", "is not", null).execute();
}

/** Events outlive the users and sessions they tell of, hence no foreign keys. */
async function createEvents(db: Db, engine: Store["engine"]): Promise<void> {
  await db.schema
    .createTable("events")
    .addColumn("id", COUNTED_ID[engine])
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("outcome", "text", (column) => column.notNull())
    .addColumn("user_id", "text")
    .addColumn("session_id", "text")
    .addColumn("ip", "text", (column) => column.notNull())
    .addColumn("user_agent", "text", (column) => column.notNull())
    .addColumn("request_id", "text")
    .execute();
  const index = (name: string) => db.schema.createIndex(`events_${name}_index`).on("events");
  await index("user_id_at").columns(["user_id", "at"]).execute();
}
