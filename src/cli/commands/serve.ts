import { type RunningServer, startServer } from "../../server/start.ts";
import { sqlitePathOf } from "../../store/open-store.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { readVersion } from "../version.ts";
import { growYoungHeap } from "../young-heap.ts";

export interface ServeOptions {
  readonly port?: string;
  readonly host?: string;
}

/**
 * Runs the server until it is told to stop: SIGTERM ends it with 0, Ctrl-C with 130. Requests under way are answered
 * first; a second signal does not wait for them.
 *
 * @throws {SettingsError | StoreError | ListenError}
 */
export async function serve(terminal: Terminal, options: ServeOptions): Promise<ExitCode> {
  const server = await startServer({ cwd: terminal.cwd, env: withOptions(terminal.env, options) });
  growYoungHeap(true);
  const stopping = firstSignal();
  announce(terminal, server);
  const signal = await stopping;
  terminal.say("Stopping: requests under way are answered first. Press Ctrl-C to stop at once.");
  await server.stop();
  return signal === "SIGINT" ? EXIT.interrupted : EXIT.ok;
}

function withOptions(env: NodeJS.ProcessEnv, { port, host }: ServeOptions): NodeJS.ProcessEnv {
  return {
    ...env,
    ...(port === undefined ? {} : { PORT: port }),
    ...(host === undefined ? {} : { HOST: host }),
  };
}

/** Listens for one signal only: the next one does what the system does by default, and ends the process. */
function firstSignal(): Promise<NodeJS.Signals> {
  const signals = ["SIGINT", "SIGTERM"] as const;
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals) => {
      for (const name of signals) process.off(name, stop);
      resolve(signal);
    };
    for (const name of signals) process.on(name, stop);
  });
}

function announce(terminal: Terminal, server: RunningServer): void {
  const { mode, settings } = server.config;
  const data = sqlitePathOf(settings.database);
  terminal.say(`Wafer ${readVersion()} (${mode}) listens on ${terminal.paint("bold", server.url)}`);
  terminal.say(`The data lies in ${data}`);
  if (!server.hasUsers) terminal.say(howToBegin(terminal, server.setupUrl));
  for (const warning of server.warnings) {
    terminal.warn(`${terminal.paint("yellow", "Warning:")} ${warning}`);
  }
  terminal.say("Stop it with Ctrl-C.");
  if (terminal.isJson) terminal.printJson({ url: server.url, mode, data, warnings: server.warnings });
}

function howToBegin(terminal: Terminal, setupUrl: string | null): string {
  const command = terminal.paint("bold", "npx wafer createsuperuser");
  if (setupUrl === null) return `There are no users yet. Create the first one: ${command}`;
  return [
    "There are no users yet. Create the first one in the browser (the link works once, for an hour):",
    `  ${terminal.paint("bold", setupUrl)}`,
    `or in another terminal: ${command}`,
  ].join("\n");
}
