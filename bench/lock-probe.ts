import { parentPort, workerData } from "node:worker_threads";
import BetterSqlite from "better-sqlite3";

/** Takes the write lock of a database again and again, and tells how long it had to wait for it at most. */
const database = new BetterSqlite(String(workerData), { timeout: 10_000 });
let longest = 0;
let isRunning = true;
parentPort?.once("message", () => {
  isRunning = false;
});
while (isRunning) {
  const startedAt = performance.now();
  database.exec("begin immediate; rollback");
  longest = Math.max(longest, performance.now() - startedAt);
  await new Promise((resolve) => setTimeout(resolve, 3));
}
database.close();
parentPort?.postMessage(longest);
