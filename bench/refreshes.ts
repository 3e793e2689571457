import type { BareServer } from "./bare-server.ts";
import { Child } from "./child.ts";
import type { LoadGenerator } from "./load.ts";
import { rateOf } from "./logins.ts";
import { median } from "./mann-whitney.ts";
import type { Plan } from "./plan.ts";
import type { RawRates } from "./raw-rates.ts";
import type { Section } from "./table.ts";
import type { WaferServer } from "./wafer-server.ts";

const MANY = 50;

interface Taken {
  readonly commits: number;
  /** Rotations without HTTP. */
  readonly alone: number;
  readonly together: number;
  /** A POST that does nothing but one commit. */
  readonly bareOne: number;
  readonly bareMany: number;
  /** POST /token/refresh. */
  readonly one: number;
  readonly many: number;
  readonly cpu: number;
}

/** Rotation, and POST /token/refresh, against the durable commit that they cannot do without. */
export async function measureRefreshes({ folder, seconds, rounds }: Plan): Promise<Section> {
  const wafer = new Child<WaferServer>("./wafer-server.ts");
  const bare = new Child<BareServer>("./bare-server.ts");
  const raw = new Child<RawRates>("./raw-rates.ts");
  const load = new Child<LoadGenerator>("./load.ts");
  const url = await wafer.ask("start", { folder, users: MANY + 1 });
  const bareUrl = await bare.ask("start", { folder });
  const rotate = async (together: number) => rateOf(await wafer.ask("rotate", { seconds, together }));
  const post = async (connections: number) =>
    rateOf(await load.ask("post", { url: bareUrl, seconds, connections }));
  const refresh = async (connections: number, span = seconds) => {
    const jars = await load.ask("signIn", { url, count: connections });
    const before = await wafer.ask("cpuMicroseconds", null);
    const done = await load.ask("refresh", { url, seconds: span, jars });
    const after = await wafer.ask("cpuMicroseconds", null);
    return { rate: rateOf(done), cpu: (after - before) / done.count };
  };
  await refresh(MANY, 1);
  const taken: Taken[] = [];
  for (let round = 0; round < rounds; round++) {
    const commits = rateOf(await raw.ask("commits", { folder, seconds }));
    const [alone, together] = [await rotate(1), await rotate(MANY)];
    const [bareOne, one] = [await post(1), await refresh(1)];
    const [bareMany, many] = [await post(MANY), await refresh(MANY)];
    taken.push({
      commits,
      alone,
      together,
      bareOne,
      bareMany,
      one: one.rate,
      many: many.rate,
      cpu: many.cpu,
    });
  }
  await Promise.all([wafer.stop(), bare.stop(), raw.stop(), load.stop()]);
  return toSection(taken);
}

function toSection(taken: readonly Taken[]): Section {
  const each = (read: (round: Taken) => number) => median(taken.map(read));
  const rate = (name: string, read: (round: Taken) => number, unit: "ops/s" | "req/s") =>
    ({ name, value: each(read), unit }) as const;
  const ratio = (name: string, read: (round: Taken) => number) =>
    ({ name, value: each(read), unit: "x" }) as const;
  return {
    title: "Refresh, SQLite in WAL mode, every commit synced to disk",
    rows: [
      rate("SQLite alone: begin, update, commit", ({ commits }) => commits, "ops/s"),
      rate("rotation, one at a time", ({ alone }) => alone, "ops/s"),
      rate(`rotation, ${MANY} at a time`, ({ together }) => together, "ops/s"),
      { ...ratio("one at a time / SQLite", ({ alone, commits }) => alone / commits), atLeast: 0.8 },
      { ...ratio(`${MANY} at a time / SQLite`, ({ together, commits }) => together / commits), atLeast: 2 },
      rate("bare node:http and that commit, 1 connection", ({ bareOne }) => bareOne, "req/s"),
      rate("POST /token/refresh, 1 connection", ({ one }) => one, "req/s"),
      rate(`bare node:http and that commit, ${MANY} connections`, ({ bareMany }) => bareMany, "req/s"),
      rate(`POST /token/refresh, ${MANY} connections`, ({ many }) => many, "req/s"),
      ratio("1 connection / bare", ({ one, bareOne }) => one / bareOne),
      ratio(`${MANY} connections / bare`, ({ many, bareMany }) => many / bareMany),
      ratio("1 connection / SQLite alone", ({ one, commits }) => one / commits),
      ratio(`${MANY} connections / SQLite alone`, ({ many, commits }) => many / commits),
      { name: `POST /token/refresh, ${MANY} connections`, value: each(({ cpu }) => cpu), unit: "µs CPU/req" },
    ],
  };
}
