import { sql } from "kysely";
import type { Db } from "../store.ts";
import type { Migration } from "./migration.ts";

const KEPT = [
  "id",
  "user_id",
  "generation",
  "rotated_at",
  "seen_generation",
  "seen_at",
  "created_at",
  "last_used_at",
  "idle_expires_at",
  "expires_at",
  "revoked_at",
  "revoke_reason",
  "stale_at",
  "user_agent",
  "ip",
  "device_key",
  "device_challenge",
] as const;

/**
 * The sessions of a deleted user stay, ended, until they are flushed: the other servers learn from them that they
 * ended. And access tokens have a version. SQLite cannot drop a foreign key,
 * so the table is made anew.
 */
export const sessionsOutliveUsers: Migration = {
  name: "0003-sessions-outlive-users",
  up: (db) => remake(db, { withUsers: false }),
  down: (db) => remake(db, { withUsers: true }),
};

async function remake(db: Db, { withUsers }: { readonly withUsers: boolean }): Promise<void> {
  await db.schema.alterTable("sessions").renameTo("former_sessions").execute();
  for (const name of ["user_id_id", "expires_at", "revoked_at", ...(withUsers ? ["stale_at"] : [])])
    await db.schema.dropIndex(`sessions_${name}_index`).execute();
  await createSessions(db, withUsers);
  const columns = sql.join(KEPT.map((name) => sql.ref(name)));
  const orphans = withUsers ? sql`where user_id in (select id from users)` : sql``;
  await sql`insert into sessions (${columns}) select ${columns} from former_sessions ${orphans}`.execute(db);
  await db.schema.dropTable("former_sessions").execute();
}

async function createSessions(db: Db, withUsers: boolean): Promise<void> {
  const table = db.schema
    .createTable("sessions")
    .addColumn("id", "text", (column) => column.primaryKey().notNull())
    .addColumn("user_id", "text", (column) =>
      withUsers ? column.notNull().references("users.id").onDelete("cascade") : column.notNull(),
    )
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
    .addColumn("device_challenge", "text");
  await (withUsers
    ? table
    : table.addColumn("version", "integer", (column) => column.notNull().defaultTo(0))
  ).execute();
  const index = (name: string) => db.schema.createIndex(`sessions_${name}_index`).on("sessions");
  await index("user_id_id").columns(["user_id", "id"]).execute();
  await index("expires_at").column("expires_at").execute();
  await index("revoked_at").column("revoked_at").where("revoked_at", "is not", null).execute();
  if (!withUsers) await index("stale_at").column("stale_at").where("stale_at", "is not", null).execute();
}
