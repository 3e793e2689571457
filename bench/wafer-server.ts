import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { requireUser } from "../src/adapters/fastify.ts";
import { PROGRAM } from "../src/events/events.ts";
import { type Auth, createAuth } from "../src/index.ts";
import { createApp } from "../src/server/app.ts";
import { createFirstUser } from "../src/server/first-user.ts";
import { createLog } from "../src/server/log.ts";
import { type SessionRow, startSession } from "../src/sessions/session.ts";
import { createUserRow } from "../src/users/users.ts";
import { answerQuestions, cpuMicroseconds } from "./child.ts";
import type { Load } from "./load.ts";
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
  running = auth;
  const app = await createApp({ auth, firstUser: createFirstUser(auth, false), log });
  app.get("/open", async () => note);
  app.get("/signed-in", { onRequest: requireUser(auth) }, async () => note);
  await app.listen({ host: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

/** The password is hashed once; the others get a copy. The last one is inactive. */
async function addUsers(auth: Auth, count: number): Promise<void> {
  const first = await createUserRow(auth, { username: usernameOf(0), password: PASSWORD });
  await auth.store.transaction(async (db) => {
    for (let index = 1; index < count; index++) {
      const username = usernameOf(index);
      const is_active = index === count - 1 ? 0 : 1;
      const row = { ...first, id: `${first.id}-${index}`, username, username_key: username, is_active };
      await db.insertInto("users").values(row).execute();
    }
  });
}

/** Rotations without HTTP, so many at a time: what of a refresh the database takes part in. */
async function rotate({ seconds, together }: { seconds: number; together: number }): Promise<Load> {
  if (running === null) throw new Error("start the server first");
  const auth = running;
  let sessions = await auth.store.transaction(async (db) => {
    const started: SessionRow[] = [];
    for (let index = 0; index < together; index++)
      started.push(await startSession(auth, db, `rotating-${index}`, PROGRAM));
    return started;
  });
  const startedAt = performance.now();
  let count = 0;
  for (; performance.now() - startedAt < seconds * 1000; count += together) {
    // The share of the first refreshes of an hour, which leave an event, is that of tokens that live 5 minutes.
    const rotations = await Promise.all(
      sessions.map(({ id: sid, user_id, generation: gen }) => {
        const iat = gen % 12 === 0 ? 0 : Math.floor(Date.now() / 1000);
        const claims = { token_type: "refresh", user_id, sid, gen, iat, exp: 0, jti: "" } as const;
        return auth.rotations.rotate({ claims, source: PROGRAM });
      }),
    );
    sessions = rotations.map((rotation) => {
      if (rotation.outcome === "ended") throw new Error(`a session ended: ${rotation.reason}`);
      return rotation.session;
    });
  }
  await auth.audit.write();
  return { count, seconds: (performance.now() - startedAt) / 1000 };
}

let running: Auth | null = null;

const handlers = { start, rotate, cpuMicroseconds: (_argument: null) => cpuMicroseconds() };

export type WaferServer = typeof handlers;
answerQuestions(handlers);
