import { availableParallelism } from "node:os";
import { Child } from "./child.ts";
import type { Load, LoadGenerator } from "./load.ts";
import { median } from "./mann-whitney.ts";
import type { Plan } from "./plan.ts";
import type { RawRates } from "./raw-rates.ts";
import type { Section } from "./table.ts";
import type { WaferServer } from "./wafer-server.ts";

/** POST /login against argon2 alone, which is nearly all of its work. */
export async function measureLogins({ folder, seconds, rounds }: Plan): Promise<Section> {
  const cores = availableParallelism();
  const wafer = new Child<WaferServer>("./wafer-server.ts");
  const raw = new Child<RawRates>("./raw-rates.ts");
  const load = new Child<LoadGenerator>("./load.ts");
  const users = 401;
  const url = await wafer.ask("start", { folder, users });
  const login = (connections: number, span: number) =>
    load.ask("login", { url, seconds: span, connections, users: users - 1 });
  // A server has answered thousands of logins before anybody counts: the compilers are done with them by then.
  for (let round = 0; round < rounds; round++) await login(4 * cores, seconds);
  const taken: { hashes: number; few: number; many: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    taken.push({
      hashes: rateOf(await raw.ask("hashes", { seconds })),
      few: rateOf(await login(cores, seconds)),
      many: rateOf(await login(4 * cores, seconds)),
    });
  }
  await Promise.all([wafer.stop(), raw.stop(), load.stop()]);
  const each = (read: (round: (typeof taken)[number]) => number) => median(taken.map(read));
  return {
    title: `Login, argon2id m=19456 t=2 p=1, ${cores} cores`,
    rows: [
      { name: `argon2 verify alone, ${cores} at a time`, value: each(({ hashes }) => hashes), unit: "ops/s" },
      { name: `POST /login, ${cores} connections`, value: each(({ few }) => few), unit: "req/s" },
      { name: `POST /login, ${4 * cores} connections`, value: each(({ many }) => many), unit: "req/s" },
      {
        name: `${cores} connections / argon2`,
        value: each(({ few, hashes }) => few / hashes),
        unit: "x",
      },
      {
        name: `${4 * cores} connections / argon2`,
        value: each(({ many, hashes }) => many / hashes),
        unit: "x",
        atLeast: 0.9,
      },
    ],
  };
}

export function rateOf({ count, seconds }: Load): number {
  return count / seconds;
}
