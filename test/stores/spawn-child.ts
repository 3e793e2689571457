import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import type { Readable } from "node:stream";
import { onTestFinished } from "vitest";

interface Child {
  readonly process: ChildProcessByStdio<null, Readable, null>;
  readonly lines: Interface;
  /** The first line the child writes. */
  readonly firstLine: Promise<string>;
  /** Resolves to every line, once the child has ended. */
  readonly allLines: Promise<string[]>;
  /** Ends the child as a power cut would. */
  kill(): Promise<void>;
}

/** Starts a script, which the end of the test kills if nothing else does. `user`: the uid it runs as. */
export function spawnChild(
  args: string[],
  user?: number,
  script: URL = new URL("child.ts", import.meta.url),
): Child {
  const child = spawn(process.execPath, [script.pathname, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  const exited = once(child, "exit");
  const kill = async () => {
    child.kill("SIGKILL");
    await exited;
  };
  onTestFinished(kill);
  const lines = createInterface({ input: child.stdout });
  const collected: string[] = [];
  lines.on("line", (line) => collected.push(line));
  return {
    process: child,
    lines,
    firstLine: once(lines, "line").then(([line]) => String(line)),
    allLines: once(lines, "close").then(() => collected),
    kill,
  };
}
