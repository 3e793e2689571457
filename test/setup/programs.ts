import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Sees to it that a program of Debian is there: installs its package where it is absent and we may. */
export function needProgram(path: string, name: string): void {
  if (existsSync(path)) return;
  if (process.getuid?.() !== 0)
    throw new Error(`The browser tests need ${path}. Install it: sudo apt-get install ${name}`);
  for (const parameters of [["update"], ["install", "-y", name]]) {
    console.log(`apt-get ${parameters.join(" ")}`);
    execFileSync("apt-get", parameters, { stdio: "inherit" });
  }
}
