/** A process of its own for the tests of the audit trail: node child.ts PATH NAME. It writes and seals until it is killed. */
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
  await sealer.sealBatch();
  writeSync(1, `${count}\n`);
}
