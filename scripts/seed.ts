import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fillDatabase } from "./fill-database.ts";

const PASSWORD = "correct horse battery staple 9";

const { values } = parseArgs({
  options: {
    users: { type: "string", default: "1000" },
    sessions: { type: "string", default: "5000" },
    events: { type: "string", default: "5000" },
  },
});
const folder = process.env["WAFER_DATA_DIR"] ?? ".wafer";
const path = join(folder, "wafer.db");

if (existsSync(path)) {
  console.error(`${path} is there already. Name another folder: WAFER_DATA_DIR=.wafer-many npm run seed`);
  process.exitCode = 1;
} else {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await fillDatabase({
    path,
    users: Number(values.users),
    sessions: Number(values.sessions),
    events: Number(values.events),
    password: PASSWORD,
    now: Date.now(),
    onProgress: progress(),
  });
  console.error(`\n${path} is ready. Sign in as admin with the password: ${PASSWORD}`);
}

/** A bar on a terminal, and nothing where nobody looks. */
function progress(): (table: string, done: number, total: number) => void {
  let current = "";
  let startedAt = 0;
  return (table, done, total) => {
    if (!process.stderr.isTTY) return;
    if (table !== current) {
      if (current !== "") process.stderr.write("\n");
      [current, startedAt] = [table, performance.now()];
    }
    const seconds = (performance.now() - startedAt) / 1000;
    const rate = done / Math.max(seconds, 0.001);
    const bar = "=".repeat(Math.round((done / total) * 30)).padEnd(30);
    const left = Math.ceil((total - done) / rate);
    process.stderr.write(
      `\r${table.padEnd(12)}[${bar}] ${done}/${total}, ${Math.round(rate)} rows/s, ${left} s left  `,
    );
  };
}
