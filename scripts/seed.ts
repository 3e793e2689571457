import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { EXIT, type ExitCode } from "../src/cli/exit-codes.ts";
import { makeFolder } from "../src/store/make-folder.ts";
import { fillDatabase, type Sizes } from "./fill-database.ts";

const PASSWORD = "correct horse battery staple 9";

const USAGE = `Usage: npm run seed -- [--users 1000] [--sessions 5000] [--events 5000] [--json]
Makes a database of made-up people in .wafer, or in the folder of WAFER_DATA_DIR. It must not be there yet.`;

/** A whole number that a database can hold in reasonable time. */
const COUNT = /^\d{1,9}$/;

process.exitCode = await seed();

async function seed(): Promise<ExitCode> {
  const options = readOptions();
  if (options === null) return EXIT.wrongUsage;
  const { isJson, ...sizes } = options;
  const folder = process.env["WAFER_DATA_DIR"] ?? ".wafer";
  const path = join(folder, "wafer.db");
  if (existsSync(path)) {
    console.error(
      `Error: ${path} is there already. Name another folder: WAFER_DATA_DIR=.wafer-many npm run seed`,
    );
    return EXIT.failed;
  }
  const startedAt = performance.now();
  makeFolder(folder);
  await fillAside(path, sizes);
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  console.error(`${path} is ready after ${seconds} s. Sign in as admin with the password: ${PASSWORD}`);
  if (isJson) console.log(JSON.stringify({ path, ...sizes, seconds }));
  return EXIT.ok;
}

/** Null where what was typed makes no sense, once that is said. */
function readOptions(): (Sizes & { readonly isJson: boolean }) | null {
  try {
    const { values } = parseArgs({
      options: {
        users: { type: "string", default: "1000" },
        sessions: { type: "string", default: "5000" },
        events: { type: "string", default: "5000" },
        json: { type: "boolean", default: false },
      },
    });
    const { users, sessions, events, json } = values;
    if (![users, sessions, events].every((count) => COUNT.test(count)) || Number(users) === 0)
      throw new Error("Give whole numbers, and one user at least.");
    return { users: Number(users), sessions: Number(sessions), events: Number(events), isJson: json };
  } catch (error) {
    console.error(`Error: ${error instanceof Error ? error.message : error}\n${USAGE}`);
    return null;
  }
}

/** Under another name until it is whole: one that was cut off lacks its indexes. */
async function fillAside(path: string, sizes: Sizes): Promise<void> {
  const aside = `${path}.unfinished`;
  for (const end of ["", "-wal", "-shm"]) rmSync(aside + end, { force: true });
  const onProgress = process.stderr.isTTY ? showProgress() : () => {};
  await fillDatabase({ ...sizes, path: aside, password: PASSWORD, now: Date.now(), onProgress });
  // Those of a database that was deleted would be taken for this one's.
  for (const end of ["-wal", "-shm"]) rmSync(path + end, { force: true });
  renameSync(aside, path);
  if (process.stderr.isTTY) process.stderr.write("\n");
}

/** A bar for each table, one below the other. */
function showProgress(): (table: string, done: number, total: number) => void {
  let current = "";
  let startedAt = performance.now();
  return (table, done, total) => {
    const now = performance.now();
    if (table !== current && current !== "") process.stderr.write("\n");
    current = table;
    const rate = done / Math.max((now - startedAt) / 1000, 0.001);
    const bar = "=".repeat(Math.round((done / total) * 30)).padEnd(30);
    const left = Math.ceil((total - done) / rate);
    process.stderr.write(
      `\r${table.padEnd(12)}[${bar}] ${done}/${total}, ${Math.round(rate)}/s, ${left} s left  `,
    );
    if (done === total) startedAt = now;
  };
}
