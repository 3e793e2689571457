import { statement } from "../store/statement.ts";

/** Keeps when a user last signed in. */
export const keepLastSignIn = statement((db, { id, at }: { id: string; at: number }) =>
  db.updateTable("users").set({ last_login_at: at }).where("id", "=", id),
);
