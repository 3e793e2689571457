import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import BetterSqlite from "better-sqlite3";

/**
 * Takes the write lock of a database again and again, and tells how long it had to wait for it at most. Asks every
 * millisecond: SQLite's own wait would sleep up to a tenth of a second between two looks.
 */
const database = new BetterSqlite(String(workerData), { timeout: 0 });
let longest = 0;
let isRunning = true;
parentPort?.once("message", () => {
  isRunning = false;
});
while (isRunning) {
  const startedAt = performance.now();
  while (!isFree()) await sleep(1);
  longest = Math.max(longest, performance.now() - startedAt);
  await sleep(3);
}
database.close();
parentPort?.postMessage(longest);

function isFree(): boolean {
  try {
    database.exec("begin immediate; rollback");
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "SQLITE_BUSY") return false;
    throw error;
  }
}
