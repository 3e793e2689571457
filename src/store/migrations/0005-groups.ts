import type { Db } from "../store.ts";
import type { Migration } from "./migration.ts";

const OWNERS = { user: "users", group: "groups" } as const;

export const groups: Migration = {
  name: "0005-groups",

  async up(db) {
    await db.schema
      .createTable("groups")
      .addColumn("id", "text", (column) => column.primaryKey().notNull())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("name_key", "text", (column) => column.notNull().unique())
      .addColumn("created_at", "bigint", (column) => column.notNull())
      .addColumn("updated_at", "bigint", (column) => column.notNull())
      .execute();
    await createMembers(db);
    for (const owner of ["user", "group"] as const) await createPermissions(db, owner);
  },

  async down(db) {
    for (const table of ["user_permissions", "group_permissions", "user_groups", "groups"])
      await db.schema.dropTable(table).execute();
  },
};

async function createMembers(db: Db): Promise<void> {
  await db.schema
    .createTable("user_groups")
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id").onDelete("cascade"))
    .addColumn("group_id", "text", (column) => column.notNull().references("groups.id").onDelete("cascade"))
    .addPrimaryKeyConstraint("user_groups_key", ["user_id", "group_id"])
    .execute();
  await db.schema
    .createIndex("user_groups_group_id_index")
    .on("user_groups")
    .columns(["group_id", "user_id"])
    .execute();
}

async function createPermissions(db: Db, owner: keyof typeof OWNERS): Promise<void> {
  const table = `${owner}_permissions`;
  await db.schema
    .createTable(table)
    .addColumn(`${owner}_id`, "text", (column) =>
      column.notNull().references(`${OWNERS[owner]}.id`).onDelete("cascade"),
    )
    .addColumn("permission", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint(`${table}_key`, [`${owner}_id`, "permission"])
    .execute();
}
