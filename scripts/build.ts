import { spawnSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";

// A renamed source file must not leave its old build behind.
rmSync("dist", { recursive: true, force: true });
const { status } = spawnSync("tsc", ["-p", "tsconfig.build.json"], {
  stdio: "inherit",
  shell: process.platform === "win32",
});
if (status !== 0) process.exit(status ?? 1);
chmodSync("dist/cli/index.js", 0o755);
