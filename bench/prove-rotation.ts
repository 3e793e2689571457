import { parseArgs } from "node:util";
import { proveProtocol } from "../test/protocol/prove.ts";
import { measureRules } from "./rotation/figures.ts";
import { toTable } from "./rotation/print.ts";
import { ASSUMPTIONS } from "./rotation/simulation.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    runs: { type: "string", default: "20000" },
    days: { type: "string", default: "1000" },
    thefts: { type: "string", default: "1001" },
    seed: { type: "string", default: "1" },
  },
});

const seed = Number(values.seed);
const [days, thefts] = [Number(values.days), Number(values.thefts)];
const figures = measureRules({ days, thefts, seed });
if (!values.json) console.log(toTable(figures, { days, thefts, seed }));
const model = await proveProtocol({ runs: Number(values.runs), seed });
if (values.json)
  console.log(JSON.stringify({ assumptions: ASSUMPTIONS, days, thefts, seed, figures, model }, null, 2));
else
  console.log(
    `The model: ${model.runs} runs, ${model.commands} commands against the real store, nothing broken.`,
  );
