import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export const PASSWORD = "seven green bottles";

/** The program of util-linux that gives a command a terminal. */
const PSEUDO_TERMINAL = "script";

const CLI = new URL("../../src/cli/index.ts", import.meta.url).pathname;

export interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A new folder for commands to run in, with nothing of this process's environment; it goes when the test ends. */
export function newPlace(env: Readonly<Record<string, string>> = {}): Place {
  const cwd = mkdtempSync(join(tmpdir(), "wafer-cli-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  return { cwd, env };
}

/** The same, with an empty database. */
export async function migratedPlace(env: Readonly<Record<string, string>> = {}): Promise<Place> {
  const place = newPlace(env);
  await wafer(place, ["migrate"]);
  return place;
}

/** What production demands, but for the migrated database. */
export const PRODUCTION = {
  NODE_ENV: "production",
  WAFER_ORIGIN: "https://login.wafer.test",
  WAFER_SECRET: "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE",
} as const;

interface RunOptions {
  readonly input?: string;
  /** The uid and gid to run as. */
  readonly user?: number;
  readonly node?: readonly string[];
}

/** Runs the real command to its end. Its input is `input`, never a terminal. */
export async function wafer(
  place: Place,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [...(options.node ?? []), CLI, ...args], {
    ...spawnOptions(place),
    ...(options.user === undefined ? {} : { uid: options.user, gid: options.user }),
  });
  const output = collect(child);
  child.stdin?.end(options.input ?? "");
  const [code] = await once(child, "close");
  return { code, stdout: output.stdout(), stderr: output.stderr() };
}

export interface Running {
  readonly process: ChildProcess;
  readonly url: string;
  stdout(): string;
  stderr(): string;
  /** Resolves to the exit code, or null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Starts a command that does not end by itself. The end of the test kills it if nothing else does. */
export function start(place: Place, args: readonly string[]): Omit<Running, "url"> {
  const child = spawn(process.execPath, [CLI, ...args], spawnOptions(place));
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = once(child, "close").then(([code]) => code as number | null);
  return { process: child, ended, ...collect(child) };
}

/** Starts `wafer serve` and waits until it listens. */
export async function serve(place: Place, port: number): Promise<Running> {
  const server = start(place, ["serve", "--port", String(port)]);
  const child = server.process;
  await until(() => server.stderr().includes("Stop it with Ctrl-C.") || child.exitCode !== null);
  if (child.exitCode !== null) throw new Error(`the server did not start: ${server.stderr()}`);
  return { ...server, url: `http://localhost:${port}` };
}

export interface Screen {
  /** Waits until `text` appears after what was waited for before. */
  see(text: string): Promise<void>;
  type(text: string): void;
  /** Everything shown so far. */
  shown(): string;
  readonly ended: Promise<number | null>;
}

/** Runs the real command in a pseudo-terminal, as a person would. */
export function waferOnTerminal(place: Place, args: string): Screen {
  const command = `'${process.execPath}' '${CLI}' ${args}`;
  const child = spawn(PSEUDO_TERMINAL, ["-qefc", command, "/dev/null"], spawnOptions(place));
  onTestFinished(() => void child.kill("SIGKILL"));
  const output = collect(child);
  let read = 0;
  return {
    async see(text) {
      await until(
        () => output.stdout().indexOf(text, read) >= 0,
        () => `"${text}" in: ${output.stdout()}`,
      );
      read = output.stdout().indexOf(text, read) + text.length;
    },
    type: (text) => void child.stdin?.write(text),
    shown: output.stdout,
    ended: once(child, "close").then(([code]) => code as number | null),
  };
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "localhost");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Signs in over HTTP and gives the cookies as a browser would send them; null where the server refuses. */
export async function signIn(url: string, username: string, password: string): Promise<string | null> {
  const response = await fetch(`${url}/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username, password }),
  });
  if (!response.ok) return null;
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";", 1)[0])
    .join("; ");
}

export async function statusOfMe(url: string, cookie: string): Promise<number> {
  return (await fetch(`${url}/me`, { headers: { cookie } })).status;
}

export async function until(holds: () => boolean | Promise<boolean>, what = () => "it"): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function spawnOptions({ cwd, env }: Place): SpawnOptions {
  const { PATH } = process.env;
  const cache = join(tmpdir(), "wafer-cli-test-cache");
  return { cwd, env: { PATH, HOME: cwd, NODE_COMPILE_CACHE: cache, ...env }, stdio: "pipe" };
}

function collect(child: ChildProcess): { stdout(): string; stderr(): string } {
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
    });
  }
  return { stdout: () => texts.stdout, stderr: () => texts.stderr };
}
