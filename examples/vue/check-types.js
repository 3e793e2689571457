import { createRequire } from "node:module";
import { run } from "vue-tsc";

// The `vue-tsc` command takes the TypeScript nearest to itself: in this repository one of version 7, which it cannot use.
run(createRequire(import.meta.url).resolve("typescript/lib/tsc"));
