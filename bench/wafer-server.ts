import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { requireUser } from "../src/adapters/fastify.ts";
import { type Auth, createAuth, createUser } from "../src/index.ts";
import { createApp } from "../src/server/app.ts";
import { createFirstUser } from "../src/server/first-user.ts";
import { createLog } from "../src/server/log.ts";
import { answerQuestions, cpuMicroseconds } from "./child.ts";
import { note } from "./note.ts";
import { ORIGIN, PASSWORD, usernameOf } from "./people.ts";

export interface ServerOptions {
  /** Where the database lies. */
  readonly folder: string;
  readonly users: number;
}

/** More failed logins than a benchmark makes. */
const UNLIMITED = 1_000_000_000;

/** Our server as it runs in production, with two routes more: one for everybody, one for who is signed in. */
async function start({ folder, users }: ServerOptions): Promise<string> {
  const log = createLog({ logLevel: "info" });
  const auth = await createAuth(
    {
      secret: randomBytes(48).toString("base64url"),
      origin: ORIGIN,
      database: `sqlite:${join(folder, "wafer.db")}`,
      loginAttemptsPerAccount: UNLIMITED,
      loginAttemptsPerAddress: UNLIMITED,
    },
    { migrate: true, log },
  );
  await addUsers(auth, users);
  const app = await createApp({ auth, firstUser: createFirstUser(auth, false), log });
  app.get("/open", async () => note);
  app.get("/signed-in", { onRequest: requireUser(auth) }, async () => note);
  await app.listen({ host: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

/** The password is hashed once; the others get a copy. The last one is inactive. */
async function addUsers(auth: Auth, count: number): Promise<void> {
  const first = await createUser(auth, { username: usernameOf(0), password: PASSWORD });
  await auth.store.transaction(async (db) => {
    for (let index = 1; index < count; index++) {
      const username = usernameOf(index);
      const is_active = index === count - 1 ? 0 : 1;
      const row = { ...first, id: `${first.id}-${index}`, username, username_key: username, is_active };
      await db.insertInto("users").values(row).execute();
    }
  });
}

const handlers = { start, cpuMicroseconds: (_argument: null) => cpuMicroseconds() };

export type WaferServer = typeof handlers;
answerQuestions(handlers);
