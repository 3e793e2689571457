import { expect, it } from "vitest";
import { proveProtocol } from "./prove.ts";

const RUNS = Number(process.env["WAFER_RUNS"] ?? 10_000);

it("R-17 signs no honest browser out, parts user and thief, and never goes back on an end", {
  timeout: 600_000,
}, async () => {
  const { runs, commands } = await proveProtocol({ runs: RUNS });
  expect(runs).toBe(RUNS);
  expect(commands).toBeGreaterThan(RUNS);
});
