import type { Figures } from "./figures.ts";
import { ASSUMPTIONS } from "./simulation.ts";

/** The figures as a Markdown table, under what they rest on. */
export function toTable(
  figures: readonly Figures[],
  { days, thefts, seed }: { days: number; thefts: number; seed: number },
): string {
  const scenarios = Object.keys(figures[0]?.signOuts ?? {});
  const header = ["rule, simulated", ...scenarios, "stolen current token", "stolen predecessor"];
  const rows = figures.map(({ rule, signOuts, stolenCurrent, stolenPredecessor }) => [
    rule,
    ...scenarios.map((name) => String(signOuts[name] ?? "")),
    toTime(stolenCurrent),
    toTime(stolenPredecessor),
  ]);
  return [
    "False sign-outs per 1000 user-days; median time until the session of a stolen token ends.",
    `${days} user-days and ${thefts} thefts for each figure, seed ${seed}. Assumptions:`,
    ...ASSUMPTIONS.map((line) => `- ${line}`),
    "",
    toLine(header),
    toLine(header.map(() => "---")),
    ...rows.map(toLine),
    "",
  ].join("\n");
}

function toLine(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function toTime(seconds: number | null): string {
  return seconds === null ? "not in that day" : `${seconds} s`;
}
