import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { ORIGIN, SECRET } from "../http/serve.ts";

/** A server in a process of its own that a test may end as a power cut would. */
export interface ServerProcess {
  readonly url: string;
  kill(): Promise<void>;
}

export async function startProcess(folder: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, [new URL("../http/second-server.ts", import.meta.url).pathname], {
    cwd: folder,
    env: {
      PORT: "0",
      HOST: "127.0.0.1",
      WAFER_SECRET: SECRET,
      WAFER_ORIGIN: ORIGIN,
      WAFER_LOG_LEVEL: "silent",
      DATABASE_URL: `sqlite:${folder}/wafer.db`,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const kill = async () => {
    child.kill("SIGKILL");
    await exited;
  };
  onTestFinished(kill);
  return { url: await firstLineOf(child, exited), kill };
}

async function firstLineOf(child: ChildProcess, exited: Promise<unknown[]>): Promise<string> {
  if (child.stdout === null) throw new Error("The server has no output to read its address from.");
  const ended = exited.then(([code]): never => {
    throw new Error(`The server ended with exit code ${code} before it listened.`);
  });
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), "line"), ended]);
  return String(line);
}
