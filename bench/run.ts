import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { measureAdmin } from "./admin.ts";
import { measureFeed } from "./feed.ts";
import { measureLogins } from "./logins.ts";
import { DEFAULT_FOLDER, withFolder } from "./plan.ts";
import { measureRefreshes } from "./refreshes.ts";
import { measureRequests } from "./requests.ts";
import { measureRows } from "./rows.ts";
import { measureStartUp } from "./start-up.ts";
import { isReached, type Section, toText } from "./table.ts";

const parts = {
  requests: measureRequests,
  logins: measureLogins,
  refreshes: measureRefreshes,
  feed: measureFeed,
  startUp: measureStartUp,
  rows: measureRows,
  admin: measureAdmin,
};
/** Take minutes and gigabytes of disk to prepare: only when they are asked for. */
const LARGE: readonly string[] = ["rows", "admin"];

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: {
      type: "string",
      multiple: true,
      default: Object.keys(parts).filter((name) => !LARGE.includes(name)),
    },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
    folder: { type: "string", default: DEFAULT_FOLDER },
  },
});

const unknown = values.only.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(
    `There is no part "${unknown.join('", "')}". The parts are ${Object.keys(parts).join(", ")}.`,
  );
  process.exit(2);
}

const sections: Section[] = [];
const machine = `Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model ?? "unknown"}`;
if (!values.json) console.log(`${machine}\n`);
for (const [name, measure] of Object.entries(parts)) {
  if (!values.only.includes(name)) continue;
  const section = await withFolder(values.folder, (folder) =>
    measure({ folder, rounds: Number(values.rounds), seconds: Number(values.seconds) }),
  );
  sections.push(section);
  if (!values.json) console.log(toText(section));
}
if (values.json) {
  const rated = sections.map(({ title, rows }) => ({
    title,
    rows: rows.map((row) => ({ ...row, reached: isReached(row) })),
  }));
  console.log(JSON.stringify({ machine, sections: rated }, null, 2));
}
