import { randomBytes } from "node:crypto";
import { newId } from "../src/ids.ts";
import { type Auth, authenticate, createAuth } from "../src/index.ts";
import { issueTokens } from "../src/issue-tokens.ts";
import { startSession } from "../src/sessions/session.ts";
import { createUserRow } from "../src/users/users.ts";
import { median } from "./mann-whitney.ts";
import { ORIGIN, PASSWORD } from "./people.ts";
import type { Plan } from "./plan.ts";
import type { Section } from "./table.ts";

const REVOKED = 100_000;
const CALLS = 200_000;
/** Sessions whose tokens take turns: more than fit into a cache of the processor. */
const SESSIONS = 1_000;

/** authenticate() with a feed of many revoked sessions, against one that is empty. */
export async function measureFeed({ rounds }: Plan): Promise<Section> {
  const empty = await start(0);
  const full = await start(REVOKED);
  const taken: { empty: number; full: number }[] = [];
  // The first rounds let the compiler warm up and are thrown away.
  for (let round = -2; round < rounds; round++) {
    const one = { empty: await microseconds(empty), full: await microseconds(full) };
    if (round >= 0) taken.push(one);
  }
  await Promise.all([empty.auth.close(), full.auth.close()]);
  const each = (read: (round: (typeof taken)[number]) => number) => median(taken.map(read));
  return {
    title: "authenticate() in one process",
    rows: [
      { name: "no session revoked", value: each(({ empty }) => empty), unit: "µs CPU/req" },
      {
        name: `${REVOKED.toLocaleString("en")} sessions revoked`,
        value: each(({ full }) => full),
        unit: "µs CPU/req",
      },
      { name: "ratio", value: each(({ empty, full }) => full / empty), unit: "x", atMost: 1.1 },
    ],
  };
}

interface Subject {
  readonly auth: Auth;
  readonly cookies: readonly string[];
}

async function start(revoked: number): Promise<Subject> {
  const secret = randomBytes(48).toString("base64url");
  const auth = await createAuth({ secret, origin: ORIGIN, database: "sqlite::memory:" }, { migrate: true });
  const user = await createUserRow(auth, { username: "ada", password: PASSWORD });
  const cookies: string[] = [];
  for (let count = 0; count < SESSIONS; count++) {
    const session = await startSession(auth, auth.store.db, user.id, { ip: "192.0.2.1", userAgent: "bench" });
    cookies.push(
      `${auth.cookieNames.access}=${issueTokens({ user, session, groups: [] }, auth).access.value}`,
    );
  }
  auth.revocations.add(
    Array.from({ length: revoked }, () => newId(auth.now(), auth.random)),
    auth.now(),
  );
  return { auth, cookies };
}

async function microseconds({ auth, cookies }: Subject): Promise<number> {
  // The loop below leaves no time for the feed's own reads.
  await auth.revocations.catchUp();
  const requests = cookies.map((cookie) => ({
    method: "GET",
    url: "/me",
    ip: "192.0.2.1",
    header: (name: string) => (name === "cookie" ? cookie : undefined),
  }));
  const startedAt = performance.now();
  for (let call = 0; call < CALLS; call++) {
    const request = requests[call % requests.length];
    if (request === undefined || authenticate(request, auth) === null) throw new Error("nobody is signed in");
  }
  return ((performance.now() - startedAt) * 1000) / CALLS;
}
