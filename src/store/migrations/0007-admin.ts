import { type RawBuilder, sql } from "kysely";
import type { Db } from "../store.ts";
import type { Migration } from "./migration.ts";

/** What the admin's list of users can be sorted by. Who has no address or never signed in comes last, by id. */
const ORDERS: Readonly<Record<string, readonly string[]>> = {
  username: ["username_key"],
  email: ["email_key", "id"],
  created: ["id"],
  last_sign_in: ["last_login_at", "id"],
};

/** The orders that no earlier index has. */
const NEW_ORDERS = ["email", "last_sign_in"];

/**
 * For the admin: when a session's password was proved last, and an index for each order of the list of users, filtered
 * or not. Staff and superusers are few: their indexes hold nobody else.
 */
export const admin: Migration = {
  name: "0007-admin",

  async up(db) {
    await db.schema
      .alterTable("sessions")
      .addColumn("authenticated_at", "bigint", (column) => column.notNull().defaultTo(0))
      .execute();
    await sql`update sessions set authenticated_at = created_at`.execute(db);
    await createEventHours(db);
    for (const order of NEW_ORDERS) await createIndex(db, order, []);
    for (const order of Object.keys(ORDERS)) {
      await createIndex(db, `active_${order}`, ["is_active"], order);
      await createIndex(db, `staff_${order}`, [], order, sql`is_staff = 1`);
      await createIndex(db, `superuser_${order}`, [], order, sql`is_superuser = 1`);
    }
  },

  async down(db) {
    const orders = Object.keys(ORDERS);
    const filtered = orders.flatMap((order) =>
      ["active", "staff", "superuser"].map((by) => `${by}_${order}`),
    );
    for (const name of [...NEW_ORDERS, ...filtered]) await db.schema.dropIndex(indexName(name)).execute();
    await db.schema.dropTable("event_hours").execute();
    await db.schema.dropTable("event_hours_state").execute();
    await db.schema.alterTable("sessions").dropColumn("authenticated_at").execute();
  },
};

async function createEventHours(db: Db): Promise<void> {
  await db.schema
    .createTable("event_hours")
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("hour", "bigint", (column) => column.notNull())
    .addColumn("outcome", "text", (column) => column.notNull())
    .addColumn("count", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("event_hours_key", ["type", "hour", "outcome"])
    .execute();
  await db.schema
    .createTable("event_hours_state")
    .addColumn("last_event_id", "bigint", (column) => column.notNull())
    .execute();
  await sql`insert into event_hours_state values (0)`.execute(db);
}

async function createIndex(
  db: Db,
  name: string,
  first: readonly string[],
  order: string = name,
  condition?: RawBuilder<boolean>,
): Promise<void> {
  const index = db.schema
    .createIndex(indexName(name))
    .on("users")
    .columns([...first, ...(ORDERS[order] ?? [])]);
  await (condition === undefined ? index : index.where(condition as never)).execute();
}

function indexName(name: string): string {
  return `users_${name}_index`;
}
