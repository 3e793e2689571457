import { seededRandom } from "./random.ts";
import { type Rule, rules } from "./rules.ts";
import { type Scenario, simulateDay } from "./simulation.ts";

export interface Figures {
  readonly rule: string;
  /** False sign-outs per 1000 user-days, by tabs and share of lost answers. */
  readonly signOuts: Readonly<Record<string, number>>;
  /** Median seconds until the session of a stolen token ended; null where most were not caught in the day. */
  readonly stolenCurrent: number | null;
  readonly stolenPredecessor: number | null;
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  "1 tab, 0 % lost": { tabs: 1, lost: 0 },
  "1 tab, 1 % lost": { tabs: 1, lost: 0.01 },
  "8 tabs, 0 % lost": { tabs: 8, lost: 0 },
  "8 tabs, 1 % lost": { tabs: 8, lost: 0.01 },
};

/** Every rule meets the same days: the seed of a day depends on its number alone. */
export function measureRules(options: { days: number; thefts: number; seed: number }): readonly Figures[] {
  return rules.map((rule) => ({
    rule: rule.name,
    signOuts: Object.fromEntries(
      Object.entries(SCENARIOS).map(([name, scenario]) => [name, countSignOuts(rule, scenario, options)]),
    ),
    stolenCurrent: medianUntilCaught(rule, "current", options),
    stolenPredecessor: medianUntilCaught(rule, "predecessor", options),
  }));
}

function countSignOuts(
  rule: Rule,
  scenario: Scenario,
  { days, seed }: { days: number; seed: number },
): number {
  let signOuts = 0;
  for (let day = 0; day < days; day++)
    signOuts += simulateDay(rule, scenario, seededRandom(seed + day)).signOuts;
  return Math.round((signOuts * 1000) / days);
}

/** One tab, no answer lost, one theft a day between 20 min and 3 h after its start. */
function medianUntilCaught(
  rule: Rule,
  what: "current" | "predecessor",
  { thefts, seed }: { thefts: number; seed: number },
): number | null {
  const seconds = Array.from({ length: thefts }, (_, day) => {
    const random = seededRandom(seed + day);
    const at = 1_200_000 + random() * 9_600_000;
    const { caughtAfter } = simulateDay(rule, { tabs: 1, lost: 0, theft: { at, what } }, random);
    return caughtAfter === null ? Number.POSITIVE_INFINITY : caughtAfter / 1000;
  }).sort((a, b) => a - b);
  const median = seconds[Math.floor(seconds.length / 2)] ?? Number.POSITIVE_INFINITY;
  return Number.isFinite(median) ? Math.round(median) : null;
}
