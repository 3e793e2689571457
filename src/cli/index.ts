#!/usr/bin/env node
/** The bin: the only place that sets process.exitCode. It imports nothing at the top, so that an old Node can read it. */

const OLDEST = [22, 18] as const;

if (isOlder(process.versions.node)) {
  process.stderr.write(
    `Error: wafer needs Node ${OLDEST.join(".")} or later, and this is Node ${process.versions.node}. Install a newer one from https://nodejs.org.\n`,
  );
  process.exitCode = 1;
} else {
  const { enableOwnCompileCache } = await import("./compile-cache.ts");
  const { growYoungHeap } = await import("./young-heap.ts");
  enableOwnCompileCache();
  growYoungHeap(false);
  const { main } = await import("./main.ts");
  process.exitCode = await main(process.argv.slice(2), process);
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}
