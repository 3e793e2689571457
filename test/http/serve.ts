import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { REFUSAL_TYPES } from "../../src/events/event-types.ts";
import type { EventRow } from "../../src/events/seal.ts";
import { type Auth, createAuth, createUser, type NewUser, type SettingsInput } from "../../src/index.ts";
import type { PasswordHasher } from "../../src/passwords/hasher.ts";
import { createApp } from "../../src/server/app.ts";
import { createFirstUser } from "../../src/server/first-user.ts";
import { Client } from "./client.ts";

export const SECRET = "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE";
export const ORIGIN = "https://app.example.test";
export const FRONT_END = "https://spa.example.org";
export const PASSWORD = "tide clock marble";
export const ACCESS = "__Host-Http-access_token";
export const REFRESH = "__Host-Http-refresh_token";
export const CSRF = "__Host-csrftoken";

/** The real application on a real socket, its time in the test's hands and its log in memory. */
export interface TestServer {
  readonly auth: Auth;
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** Holds the database. */
  readonly folder: string;
  /** Milliseconds since 1970; stands still until a test moves it. */
  readonly clock: { now: number };
  /** Lines of the log, each one JSON text. */
  readonly logs: string[];
  client(): Client;
  /** A client of a user (ada unless told otherwise) who has just signed in. */
  signedIn(username?: string): Promise<Client>;
  addUser(user: Partial<NewUser> & { username: string }): Promise<void>;
  /** The events of what was done, the oldest first: refusals are written in the background, at once or a second later. */
  acts(): Promise<readonly EventRow[]>;
  /** Rows of each table; of the events those of {@link acts}. */
  counts(): Promise<Readonly<Record<"users" | "sessions" | "events", number>>>;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** In place of argon2, where thousands of passwords are tried. */
  readonly hasher?: PasswordHasher;
  /** Work on the database of another server. */
  readonly folder?: string;
  /** Make the first key of an asymmetric algorithm. */
  readonly createKey?: boolean;
}

/** Starts a server with the user ada. */
export async function serve(settings: SettingsInput = {}, options: ServeOptions = {}): Promise<TestServer> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "wafer-http-"));
  const clock = { now: Date.now() };
  const logs: string[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => void logs.push(line) });
  const made = await createAuth(
    {
      secret: SECRET,
      origin: ORIGIN,
      trustedOrigins: [FRONT_END],
      database: `sqlite:${join(folder, "wafer.db")}`,
      ...settings,
    },
    { migrate: true, createKey: options.createKey ?? false, log, now: () => clock.now },
  );
  const auth = options.hasher === undefined ? made : { ...made, hasher: options.hasher };
  const app = await createApp({ auth, firstUser: createFirstUser(auth, false), log });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const client = () => new Client(url, ORIGIN);
  const addUser = async (user: Partial<NewUser> & { username: string }) => {
    await createUser(auth, { password: PASSWORD, ...user });
  };
  if (options.folder === undefined) await addUser({ username: "ada", email: "ada@example.org" });
  return {
    auth,
    url,
    port,
    server: app.server,
    folder,
    clock,
    logs,
    client,
    async signedIn(username = "ada") {
      const signingIn = client();
      const answer = await signingIn.signIn(username, PASSWORD);
      if (answer.status !== 200) throw new Error(`${username} could not sign in: ${answer.text}`);
      return signingIn;
    },
    addUser,
    acts: () => actsOf(auth),
    counts: () => countRows(auth),
    async close() {
      await app.close();
      await auth.close();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function actsOf({ store, audit }: Auth): Promise<readonly EventRow[]> {
  await audit.write();
  const events = store.db.selectFrom("events").selectAll();
  return events.where("type", "not in", REFUSAL_TYPES).orderBy("id").execute();
}

async function countRows(auth: Auth): Promise<Record<"users" | "sessions" | "events", number>> {
  const count = async (table: "users" | "sessions") =>
    (await auth.store.db.selectFrom(table).selectAll().execute()).length;
  return {
    users: await count("users"),
    sessions: await count("sessions"),
    events: (await actsOf(auth)).length,
  };
}
