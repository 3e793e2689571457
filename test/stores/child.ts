/** A process of its own for the store tests: node child.ts COMMAND PATH [NAME]. It writes one line for each thing done. */
import { writeSync } from "node:fs";
import { migrateTo } from "../../src/store/migrate.ts";
import { claimSingleServer } from "../../src/store/single-server.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { sessionRow, userRow } from "./rows.ts";

const say = (line: string) => writeSync(1, `${line}\n`);

const COMMANDS: Record<string, (path: string, name: string) => Promise<void>> = {
  async "migrate and write"(path, name) {
    const store = await openSqlite(path);
    await migrateTo(store, "latest");
    for (let count = 0; count < 200; count++) await addPair(store, `${name}-${count}`);
    say("done");
    await store.close();
  },

  async "write until killed"(path, name) {
    const store = await openSqlite(path);
    for (let count = 0; ; count++) {
      await addPair(store, `${name}-${count}`);
      say(`${name}-${count}`);
    }
  },

  async claim(path) {
    say(String(claimSingleServer(path).alone));
    setInterval(() => {}, 60_000);
  },

  async open(path) {
    try {
      await (await openSqlite(path)).close();
      say("{}");
    } catch (error) {
      say(JSON.stringify(error instanceof Error ? { ...error, message: error.message } : error));
    }
  },
};

/** A user and its session: both or none. Reads first, as real work does. */
function addPair(store: Store, id: string): Promise<void> {
  return store.transaction(async (db) => {
    await db.selectFrom("users").select("id").limit(1).execute();
    await db.insertInto("users").values(userRow(id)).execute();
    await new Promise((resolve) => setImmediate(resolve));
    await db.insertInto("sessions").values(sessionRow(id, id)).execute();
  });
}

const [command = "", path = "", name = ""] = process.argv.slice(2);
await COMMANDS[command]?.(path, name);
