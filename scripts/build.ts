import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, rmSync } from "node:fs";

// A renamed source file must not leave its old build behind.
rmSync("dist", { recursive: true, force: true });
// What runs in browsers is compiled by itself: it has the types of a page, and none of Node's.
for (const project of ["tsconfig.build.json", "tsconfig.client.json"]) {
  const { status } = spawnSync("tsc", ["-p", project], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
}
copyFileSync("src/react/style.css", "dist/react/style.css");
chmodSync("dist/cli/index.js", 0o755);
