import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const results = process.env["WAFER_TEST_RESULTS"];

export default defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
    globalSetup: ["test/setup/global.ts"],
    // Most tests wait: for browsers, processes and timers. One worker leaves half of two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Tabs that race for the processor of a shared machine may miss each other's message by a moment: once more then, and
    // the report says so. On one's own machine a failure is seen at once.
    retry: process.env["CI"] === undefined ? 0 : 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: results === undefined ? ["default"] : ["default", ["json", { outputFile: results }]],
  },
});
