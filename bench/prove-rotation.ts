import { parseArgs } from "node:util";
import { proveProtocol } from "../test/protocol/prove.ts";
import { measureRules } from "./rotation/figures.ts";
import { toTable } from "./rotation/print.ts";
import { ASSUMPTIONS } from "./rotation/simulation.ts";

/** Milliseconds. */
const INTERVAL = 10_000;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    runs: { type: "string", default: "1000000" },
    days: { type: "string", default: "1000" },
    thefts: { type: "string", default: "1001" },
    seed: { type: "string", default: "1" },
  },
});

const seed = Number(values.seed);
const [days, thefts] = [Number(values.days), Number(values.thefts)];
const figures = measureRules({ days, thefts, seed });
if (!values.json) console.log(toTable(figures, { days, thefts, seed }));
const runs = Number(values.runs);
const model = await proveProtocol({ runs, seed, onRun: showProgress(runs) });
if (values.json)
  console.log(JSON.stringify({ assumptions: ASSUMPTIONS, days, thefts, seed, figures, model }, null, 2));
else
  console.log(
    `The model: ${model.runs} runs, ${model.commands} commands against the real store, nothing broken.`,
  );

/** A line on stderr every {@link INTERVAL}. */
function showProgress(runs: number): (held: number) => void {
  let next = Date.now() + INTERVAL;
  return (held) => {
    if (Date.now() < next) return;
    next = Date.now() + INTERVAL;
    console.error(`The model: ${held} of ${runs} runs`);
  };
}
