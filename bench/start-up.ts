import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { median } from "./mann-whitney.ts";
import type { Plan } from "./plan.ts";
import type { Section } from "./table.ts";

const STARTS = 5;

/** `wafer serve` as it is shipped: how soon it answers and how much memory it holds. */
export async function measureStartUp({ folder }: Plan): Promise<Section> {
  await (await start(folder)).stop();
  const times: number[] = [];
  for (let run = 0; run < STARTS; run++) {
    const server = await start(folder);
    times.push(server.startedIn);
    await server.stop();
  }
  const server = await start(folder);
  await sleep(3000);
  const idle = server.memory();
  for (let count = 0; count < 1000; count++) await (await fetch(`${server.url}/healthz`)).arrayBuffer();
  const used = server.memory();
  for (let count = 0; count < 50; count++) await failLogin(server.url, count);
  const afterLogins = server.memory();
  await server.stop();
  return {
    title: "wafer serve",
    rows: [
      { name: `start to first answer, median of ${STARTS}`, value: median(times), unit: "ms", atMost: 500 },
      { name: "resident memory, idle for 3 s", value: idle, unit: "MB", atMost: 95 },
      { name: "resident memory after 1000 requests", value: used, unit: "MB" },
      { name: "resident memory after 50 logins more", value: afterLogins, unit: "MB" },
    ],
  };
}

interface Server {
  readonly url: string;
  /** Milliseconds from spawn to the first 200. */
  readonly startedIn: number;
  /** Resident, in millions of bytes. */
  memory(): number;
  stop(): Promise<void>;
}

async function start(folder: string): Promise<Server> {
  const command = fileURLToPath(new URL("../dist/cli/index.js", import.meta.url));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const startedAt = performance.now();
  const child = spawn(process.execPath, [command, "serve"], {
    cwd: folder,
    env: {
      ...process.env,
      PORT: String(port),
      WAFER_DATA_DIR: join(folder, "start-up"),
      WAFER_LOG_LEVEL: "info",
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  if (!(await isHealthy(url, child))) throw new Error(`wafer serve ended: ${said}`);
  return {
    url,
    startedIn: performance.now() - startedAt,
    memory: () => residentMemory(child.pid ?? 0),
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Waits for the first 200; false when the process ends before. */
async function isHealthy(url: string, child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null) {
    const answer = await fetch(`${url}/healthz`).catch(() => null);
    if (answer?.status === 200) return true;
    await sleep(5);
  }
  return false;
}

async function failLogin(url: string, count: number): Promise<void> {
  const body = JSON.stringify({ username: `nobody${count}`, password: "wrong" });
  const answer = await fetch(`${url}/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  if (answer.status !== 401) throw new Error(`login answered ${answer.status}: ${await answer.text()}`);
}

function residentMemory(pid: number): number {
  const status = `/proc/${pid}/status`;
  const kibibytes = existsSync(status)
    ? /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(status, "utf8"))?.[1]
    : execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }).trim();
  return (Number(kibibytes) * 1024) / 1e6;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
