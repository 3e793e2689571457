import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAuth, createUser, type NewUser } from "../../src/index.ts";
import { type Config, type ConfigSource, loadConfig } from "../../src/server/config.ts";
import { startServer } from "../../src/server/start.ts";

export const ALICE: NewUser = {
  username: "alice",
  email: "alice@example.org",
  password: "correct horse battery staple",
  firstName: "Alice",
  lastName: "Liddell",
};

export interface TestServer {
  /** Where it listens: "http://localhost:41234". */
  readonly url: string;
  readonly config: Config;
  /** The one-time link of a server without users, or null. */
  readonly setupUrl: string | null;
  stop(): Promise<void>;
}

export interface TestServerOptions {
  /** Environment variables, as a user would set them. PORT is a free one unless given. */
  readonly env?: NodeJS.ProcessEnv;
  /** Who has an account. @default [ALICE] */
  readonly users?: readonly NewUser[];
}

/** The server that `wafer serve` runs, in this process, on a data folder of its own. */
export async function startTestServer({
  env = {},
  users = [ALICE],
}: TestServerOptions = {}): Promise<TestServer> {
  const cwd = mkdtempSync(join(tmpdir(), "wafer-server-"));
  const source = { cwd, env: { PORT: String(await freePort()), WAFER_LOG_LEVEL: "silent", ...env } };
  await addUsers(source, users);
  const { url, config, setupUrl, stop } = await startServer(source);
  return {
    url,
    config,
    setupUrl,
    async stop() {
      await stop();
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function addUsers(source: ConfigSource, users: readonly NewUser[]): Promise<void> {
  const { settings } = await loadConfig(source);
  const auth = await createAuth(settings, { migrate: true, createKey: true });
  for (const user of users) await createUser(auth, user);
  await auth.close();
}
