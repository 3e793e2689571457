import type { AddressInfo } from "node:net";
import { createAuth } from "../index.ts";
import { misspeltVariables } from "../settings/settings.ts";
import { sqlitePathOf } from "../store/open-store.ts";
import { claimSingleServer } from "../store/single-server.ts";
import { createApp } from "./app.ts";
import { type Config, type ConfigSource, loadConfig } from "./config.ts";
import { createFirstUser } from "./first-user.ts";
import { createLog } from "./log.ts";

/** Milliseconds that requests under way get when the server is told to stop. */
const SHUTDOWN_TIMEOUT = 10_000;

export interface RunningServer {
  readonly config: Config;
  /** Where it listens: "http://localhost:8000". */
  readonly url: string;
  /** The one-time link to create the first user, or null where there is one or no link is offered. */
  readonly setupUrl: string | null;
  readonly hasUsers: boolean;
  readonly warnings: readonly string[];
  /** Lets requests under way finish, for at most ten seconds, and closes the database. */
  stop(): Promise<void>;
}

/** The port is taken, or may not be used. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

/**
 * Starts the server that `wafer serve` runs.
 *
 * @throws {SettingsError | StoreError | ListenError} each with a sentence that tells what to do
 */
export async function startServer(source: ConfigSource): Promise<RunningServer> {
  const config = await loadConfig(source);
  const log = createLog(config.settings);
  const isDevelopment = config.mode === "development";
  const auth = await createAuth(config.settings, { migrate: isDevelopment, createKey: isDevelopment, log });
  const claim = claimSingleServer(sqlitePathOf(config.settings.database));
  const release = async () => {
    claim.release();
    await auth.close();
  };
  try {
    const firstUser = createFirstUser(auth, isDevelopment);
    const app = await createApp({ auth, firstUser, log });
    await listen(app, config);
    const hasUsers = !(await firstUser.isNeeded());
    return {
      config,
      url: urlOf(app.server.address() as AddressInfo, config),
      setupUrl:
        hasUsers || firstUser.code === null ? null : `${config.settings.origin}/setup?code=${firstUser.code}`,
      hasUsers,
      warnings: warningsFor(config, source, claim.alone),
      async stop() {
        const force = setTimeout(() => app.server.closeAllConnections(), SHUTDOWN_TIMEOUT - 1_000);
        // A keep-alive connection that was answering when the stop began is idle a moment later, and would wait.
        const sweep = setInterval(() => app.server.closeIdleConnections(), 100);
        await app.close();
        clearInterval(sweep);
        clearTimeout(force);
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

function warningsFor({ mode, settings }: Config, { env }: ConfigSource, isAlone: boolean): string[] {
  return [
    ...(isAlone
      ? []
      : [
          "Another server is using this SQLite file. Both stay correct, but they share one writer; PostgreSQL is for many servers, and is not in this version yet.",
        ]),
    ...(mode === "production" && settings.origin.startsWith("http:")
      ? [`The origin ${settings.origin} is plain http: anybody on the way can read the cookies. Serve https.`]
      : []),
    ...misspeltVariables(env),
  ];
}

async function listen(app: Awaited<ReturnType<typeof createApp>>, { settings }: Config): Promise<void> {
  try {
    await app.listen({ host: settings.host, port: settings.port });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const known: Record<string, string> = {
      EADDRINUSE: `Port ${settings.port} is taken. Stop the program that uses it, or choose another: PORT=${settings.port + 1}.`,
      EACCES: `Port ${settings.port} may not be used by this user. Choose one above 1023: PORT=8000.`,
      EADDRNOTAVAIL: `The address ${settings.host} is not one of this machine. Set HOST to one that is, or to 0.0.0.0 for all.`,
      ENOTFOUND: `The host name ${settings.host} is not known. Set HOST to an address of this machine.`,
    };
    const message = known[code ?? ""];
    if (message === undefined) throw error;
    throw new ListenError(message, { cause: error });
  }
}

function urlOf(address: AddressInfo, { settings }: Config): string {
  return `http://${settings.host.includes(":") ? `[${settings.host}]` : settings.host}:${address.port}`;
}
