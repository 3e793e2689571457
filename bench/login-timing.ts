import { parseArgs } from "node:util";
import { Child } from "./child.ts";
import type { Credentials, LoadGenerator } from "./load.ts";
import { aucOf, median } from "./mann-whitney.ts";
import { PASSWORD, usernameOf } from "./people.ts";
import { DEFAULT_FOLDER, withFolder } from "./plan.ts";
import type { WaferServer } from "./wafer-server.ts";

/**
 * Whether the time of a refused login tells who has an account (ASVS 6.3.8). Three kinds of refusal take turns, one
 * request at a time. Exit code 1 when two kinds can be told apart: their medians differ by more than a millisecond
 * and the Mann-Whitney AUC leaves 0.47 to 0.53. A random delay would hide the medians, but not the variances.
 */
const USERS = 20;
const kinds: Record<string, (index: number) => Credentials> = {
  unknown: (index) => ({ username: usernameOf(USERS + index), password: PASSWORD }),
  "wrong password": (index) => ({ username: usernameOf(index % (USERS - 1)), password: `${PASSWORD} no` }),
  inactive: () => ({ username: usernameOf(USERS - 1), password: PASSWORD }),
};

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "500" },
    folder: { type: "string", default: DEFAULT_FOLDER },
  },
});
const times = await withFolder(values.folder, (folder) => measure(folder, Number(values.count)));
for (const [name, taken] of times) {
  console.log(
    `${name.padEnd(16)} median ${median(taken).toFixed(3)} ms, standard deviation ${deviation(taken).toFixed(3)} ms`,
  );
}
const pairs = times.flatMap((a, index) => times.slice(index + 1).map((b) => compare(a, b)));
for (const { line } of pairs) console.log(line);
process.exitCode = pairs.every(({ isAlike }) => isAlike) ? 0 : 1;

/** Milliseconds of each login, by kind. */
async function measure(folder: string, count: number): Promise<[name: string, times: number[]][]> {
  const wafer = new Child<WaferServer>("./wafer-server.ts");
  const load = new Child<LoadGenerator>("./load.ts");
  const url = await wafer.ask("start", { folder, users: USERS });
  await load.ask("signIn", { url, count: USERS - 1 });
  const times = Object.keys(kinds).map((name): [string, number[]] => [name, []]);
  await load.ask("refused", {
    url,
    logins: Object.values(kinds).flatMap((make) => Array.from({ length: 20 }, () => make(0))),
  });
  for (let index = 0; index < count; index++) {
    // Another one goes first each time, so that no kind always follows the same one.
    const turns = times.map((_, turn) => (turn + index) % times.length);
    const logins = turns.flatMap((turn) => Object.values(kinds)[turn]?.(index) ?? []);
    const taken = await load.ask("refused", { url, logins });
    for (const [place, turn] of turns.entries()) times[turn]?.[1].push(taken[place] ?? Number.NaN);
  }
  await Promise.all([wafer.stop(), load.stop()]);
  return times;
}

type Kind = readonly [name: string, times: readonly number[]];

function compare([nameA, a]: Kind, [nameB, b]: Kind): { line: string; isAlike: boolean } {
  const difference = median(a) - median(b);
  const auc = aucOf(a, b);
  const isAlike = Math.abs(difference) <= 1 || (auc >= 0.47 && auc <= 0.53);
  const ratio = (deviation(a) / deviation(b)) ** 2;
  const figures = `medians ${difference.toFixed(3)} ms apart, AUC ${auc.toFixed(3)}, variance ratio ${ratio.toFixed(2)}`;
  return { line: `${nameA} / ${nameB}: ${figures}: ${isAlike ? "alike" : "CAN BE TOLD APART"}`, isAlike };
}

/** Without the slowest hundredth, which is the machine's and not the login's. */
function deviation(all: readonly number[]): number {
  const values = [...all].sort((a, b) => a - b).slice(0, Math.ceil(all.length * 0.99));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
