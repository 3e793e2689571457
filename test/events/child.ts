/**
 * A process of its own for the tests of the audit trail: node child.ts PATH NAME. It writes and seals until it is killed.
 * Some of its transactions fail after they wrote events: their ids must be given again.
 */
import { writeSync } from "node:fs";
import { createSealer } from "../../src/events/sealer.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import { eventRow } from "../stores/rows.ts";
import { KEYS } from "./keys.ts";

const [path = "", name = ""] = process.argv.slice(2);
const store = await openSqlite(path);
const sealer = createSealer({
  store,
  keys: KEYS,
  owner: name,
  now: Date.now,
  onBroken: (chain) => writeSync(1, `broken ${chain}\n`),
});
for (let count = 0; ; count++) {
  for (let index = 0; index < 7; index++) {
    const detail = `${name} ${count} ${index}`;
    await store.db.insertInto("events").values(eventRow({ detail })).execute();
  }
  await fail(count % 2 === 0);
  await sealer.sealBatch();
  writeSync(1, `${count}\n`);
}

/** @param byItself whether a statement fails, or what comes after it */
async function fail(byItself: boolean): Promise<void> {
  const failing = store.transaction(async (db) => {
    await db
      .insertInto("events")
      .values(eventRow({ detail: "never kept" }))
      .execute();
    if (!byItself) throw new Error("an act that fails");
    const rows = [eventRow(), eventRow({ id: 1 }), eventRow({ id: 1 })];
    await db.insertInto("events").values(rows).execute();
  });
  await failing.catch(() => {});
}
