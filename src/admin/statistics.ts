import type { AuthContext } from "../context.ts";
import { countEvents } from "../events/event-hours.ts";
import type { Db } from "../store/store.ts";
import { HOUR, hourOf, toIso } from "../time.ts";
import { atMost, readTallies, type Tallies } from "./tallies.ts";

export const PERIODS = { "24h": 24, "7d": 7 * 24, "30d": 30 * 24 } as const;
export type Period = keyof typeof PERIODS;

const COUNTED = ["signInsOk", "signInsFailed", "refreshes", "reuses", "lockouts", "usersCreated"] as const;
export type Counts = Readonly<Record<(typeof COUNTED)[number], number>>;

export interface Statistics {
  readonly period: Period;
  /** ISO 8601 in UTC, on the hour; the last hour is the present one, not over yet. */
  readonly from: string;
  readonly to: string;
  /** Every hour of the period. */
  readonly hours: readonly (Counts & { readonly at: string })[];
  readonly totals: Counts;
  /** Those of the period before, as long. */
  readonly previous: Counts;
  /** False while events are still being counted, as after an update. */
  readonly isComplete: boolean;
  /** Null until they were counted for the first time. */
  readonly tallies: Tallies | null;
}

/** Milliseconds that an answer waits for counts that are being made. */
const PATIENCE = 200;

/** What happened by the hour, and how many there are. */
export async function readStatistics(period: Period, auth: AuthContext): Promise<Statistics> {
  const { store, now, log } = auth;
  let isComplete = false;
  const counting = countEvents(store, now())
    .then(() => {
      isComplete = true;
    })
    .catch((error: unknown) => log.error({ err: error }, "events could not be counted"));
  await atMost(PATIENCE, counting);
  const length = PERIODS[period];
  const to = hourOf(now()) + HOUR;
  const from = to - length * HOUR;
  const counts = await readCounts(store.db, from - length * HOUR);
  const hours = Array.from({ length }, (_, index) => from + index * HOUR);
  return {
    period,
    from: toIso(from),
    to: toIso(to),
    hours: hours.map((hour) => ({ at: toIso(hour), ...(counts.get(hour) ?? NONE) })),
    totals: sum(hours.map((hour) => counts.get(hour) ?? NONE)),
    previous: sum(hours.map((hour) => counts.get(hour - length * HOUR) ?? NONE)),
    isComplete,
    tallies: await readTallies(auth, PATIENCE),
  };
}

const NONE: Counts = {
  signInsOk: 0,
  signInsFailed: 0,
  refreshes: 0,
  reuses: 0,
  lockouts: 0,
  usersCreated: 0,
};

async function readCounts(db: Db, from: number): Promise<Map<number, Counts>> {
  const rows = await db
    .selectFrom("event_hours")
    .selectAll()
    .where("type", "in", ["sign_in", "refresh", "session_ended", "user_created"])
    .where("hour", ">=", from)
    .execute();
  const counts = new Map<number, Counts>();
  for (const { type, outcome, hour, count } of rows) {
    const names = namesOf(type, outcome);
    const old = counts.get(hour) ?? NONE;
    const added = Object.fromEntries(names.map((name) => [name, old[name] + count]));
    if (names.length > 0) counts.set(hour, { ...old, ...added });
  }
  return counts;
}

/** What an event counts as. A lock is a refused sign-in too. */
function namesOf(type: string, outcome: string): (keyof Counts)[] {
  switch (type) {
    case "sign_in":
      if (outcome === "ok") return ["signInsOk"];
      return outcome === "too_many_attempts" ? ["signInsFailed", "lockouts"] : ["signInsFailed"];
    case "refresh":
      return ["refreshes"];
    case "session_ended":
      return outcome === "reuse" ? ["reuses"] : [];
    default:
      return ["usersCreated"];
  }
}

function sum(all: readonly Counts[]): Counts {
  const total = (name: keyof Counts) => all.reduce((count, counts) => count + counts[name], 0);
  return Object.fromEntries(COUNTED.map((name) => [name, total(name)])) as Counts;
}
