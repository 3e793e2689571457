import { Child } from "./child.ts";
import type { LoadGenerator } from "./load.ts";
import { rateOf } from "./logins.ts";
import { median } from "./mann-whitney.ts";
import type { Plan } from "./plan.ts";
import type { RawRates } from "./raw-rates.ts";
import type { Section } from "./table.ts";
import type { WaferServer } from "./wafer-server.ts";

/** POST /token/refresh against the durable commit that it cannot do without. */
export async function measureRefreshes({ folder, seconds, rounds }: Plan): Promise<Section> {
  const wafer = new Child<WaferServer>("./wafer-server.ts");
  const raw = new Child<RawRates>("./raw-rates.ts");
  const load = new Child<LoadGenerator>("./load.ts");
  const url = await wafer.ask("start", { folder, users: 51 });
  const refresh = async (connections: number, span: number) => {
    const jars = await load.ask("signIn", { url, count: connections });
    const before = await wafer.ask("cpuMicroseconds", null);
    const done = await load.ask("refresh", { url, seconds: span, jars });
    const after = await wafer.ask("cpuMicroseconds", null);
    return { rate: rateOf(done), cpu: (after - before) / done.count };
  };
  await refresh(50, 1);
  const taken: { commits: number; one: number; many: number; cpu: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const commits = rateOf(await raw.ask("commits", { folder, seconds }));
    const one = await refresh(1, seconds);
    const many = await refresh(50, seconds);
    taken.push({ commits, one: one.rate, many: many.rate, cpu: many.cpu });
  }
  await Promise.all([wafer.stop(), raw.stop(), load.stop()]);
  const each = (read: (round: (typeof taken)[number]) => number) => median(taken.map(read));
  return {
    title: "Refresh, SQLite in WAL mode, every commit synced to disk",
    rows: [
      {
        name: "SQLite alone: begin, update, insert, commit",
        value: each(({ commits }) => commits),
        unit: "ops/s",
      },
      { name: "POST /token/refresh, 1 connection", value: each(({ one }) => one), unit: "req/s" },
      { name: "POST /token/refresh, 50 connections", value: each(({ many }) => many), unit: "req/s" },
      {
        name: "1 connection / SQLite",
        value: each(({ one, commits }) => one / commits),
        unit: "x",
        atLeast: 0.8,
      },
      {
        name: "50 connections / SQLite",
        value: each(({ many, commits }) => many / commits),
        unit: "x",
        atLeast: 2,
      },
      { name: "POST /token/refresh, 50 connections", value: each(({ cpu }) => cpu), unit: "µs CPU/req" },
    ],
  };
}
