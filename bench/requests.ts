import type { BareServer } from "./bare-server.ts";
import { Child } from "./child.ts";
import type { Load, LoadGenerator } from "./load.ts";
import { median } from "./mann-whitney.ts";
import type { Plan } from "./plan.ts";
import type { Row, Section } from "./table.ts";
import type { WaferServer } from "./wafer-server.ts";

interface Round {
  /** Answers per second. */
  readonly rate: number;
  /** Microseconds of the server process for one answer. */
  readonly cpu: number;
}

/** GET of one JSON document: Node alone, our server, our server with the access cookie checked. */
export async function measureRequests(plan: Plan): Promise<Section> {
  const bare = new Child<BareServer>("./bare-server.ts");
  const wafer = new Child<WaferServer>("./wafer-server.ts");
  const load = new Child<LoadGenerator>("./load.ts");
  const bareUrl = await bare.ask("start", { folder: plan.folder });
  const url = await wafer.ask("start", { folder: plan.folder, users: 51 });
  const jars = await load.ask("signIn", { url, count: 50 });
  const ofBare = () => bare.ask("cpuMicroseconds", null);
  const ofWafer = () => wafer.ask("cpuMicroseconds", null);
  const subjects = {
    bare: { cpu: ofBare, url: bareUrl, jars: null },
    open: { cpu: ofWafer, url: `${url}/open`, jars: null },
    withCookies: { cpu: ofWafer, url: `${url}/open`, jars },
    signedIn: { cpu: ofWafer, url: `${url}/signed-in`, jars },
  };
  const one = ({ cpu, ...target }: (typeof subjects)[keyof typeof subjects]) =>
    measure(cpu, () => load.ask("get", { ...target, seconds: plan.seconds }));
  const rounds: Taken[] = [];
  // The first round lets the compilers warm up and is thrown away.
  for (let round = 0; round <= plan.rounds; round++) {
    rounds.push({
      bare: await one(subjects.bare),
      open: await one(subjects.open),
      withCookies: await one(subjects.withCookies),
      signedIn: await one(subjects.signedIn),
    });
  }
  await Promise.all([bare.stop(), wafer.stop(), load.stop()]);
  return toSection(rounds.slice(1));
}

async function measure(cpu: () => Promise<number>, fire: () => Promise<Load>): Promise<Round> {
  const before = await cpu();
  const { count, seconds } = await fire();
  const after = await cpu();
  return { rate: count / seconds, cpu: (after - before) / count };
}

type Taken = Record<"bare" | "open" | "withCookies" | "signedIn", Round>;

/** Ratios and differences are taken within a round, so that a drift of the machine cancels. */
function toSection(rounds: readonly Taken[]): Section {
  const row = (
    name: string,
    unit: Row["unit"],
    read: (round: Taken) => number,
    goal: Partial<Row> = {},
  ): Row => ({
    name,
    unit,
    value: median(rounds.map(read)),
    ...goal,
  });
  return {
    title: "GET of a JSON document, 50 connections",
    rows: [
      row("bare node:http", "req/s", ({ bare }) => bare.rate),
      row("our server, for everybody", "req/s", ({ open }) => open.rate),
      row("our server, signed in", "req/s", ({ signedIn }) => signedIn.rate),
      row("signed in / for everybody", "x", ({ open, signedIn }) => signedIn.rate / open.rate, {
        atLeast: 0.8,
      }),
      row("bare node:http", "µs CPU/req", ({ bare }) => bare.cpu),
      row("our server, for everybody", "µs CPU/req", ({ open }) => open.cpu),
      row("our server, signed in", "µs CPU/req", ({ signedIn }) => signedIn.cpu),
      row("added, signed in", "µs CPU/req", ({ open, signedIn }) => signedIn.cpu - open.cpu, { atMost: 10 }),
      row(
        "  of it: to receive the three cookies",
        "µs CPU/req",
        ({ open, withCookies }) => withCookies.cpu - open.cpu,
      ),
      row(
        "  of it: to check them",
        "µs CPU/req",
        ({ withCookies, signedIn }) => signedIn.cpu - withCookies.cpu,
      ),
    ],
  };
}
