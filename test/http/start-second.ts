import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { ORIGIN, SECRET } from "./serve.ts";

/** Starts a server in another process on the database of that folder, for one test; resolves to its address. */
export async function startSecond(
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = spawn(process.execPath, [new URL("second-server.ts", import.meta.url).pathname], {
    cwd: folder,
    env: {
      PORT: "0",
      HOST: "127.0.0.1",
      WAFER_SECRET: SECRET,
      WAFER_ORIGIN: ORIGIN,
      WAFER_LOG_LEVEL: "silent",
      DATABASE_URL: `sqlite:${folder}/wafer.db`,
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await exited;
  });
  const firstLine = once(createInterface({ input: child.stdout }), "line");
  const ended = exited.then(([code]): never => {
    throw new Error(`the second server ended with exit code ${code}`);
  });
  const [line] = await Promise.race([firstLine, ended]);
  return String(line);
}
