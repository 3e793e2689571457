import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { fillDatabase, type Sizes } from "../scripts/fill-database.ts";
import { createAuth } from "../src/index.ts";
import { createApp } from "../src/server/app.ts";
import { createFirstUser } from "../src/server/first-user.ts";
import { createLog } from "../src/server/log.ts";
import { median } from "./mann-whitney.ts";
import { ORIGIN, PASSWORD } from "./people.ts";
import type { Plan } from "./plan.ts";
import type { Row, Section } from "./table.ts";

const FEW: Sizes = { users: 1_000, sessions: 5_000, events: 5_000 };
const MANY: Sizes = { users: 1_000_000, sessions: 5_000_000, events: 5_000_000 };

/** Times each call is made in a round, in turns with the other server. */
const CALLS = 15;

/** What the issue promises of each list. */
const AT_MOST = 3;

/** The admin's lists over a million users, against a thousand; and an act on 100,000 users while others sign in. */
export async function measureAdmin({ folder, rounds }: Plan): Promise<Section> {
  const few = await start(join(folder, "few"), FEW);
  const many = await start(join(folder, "many"), MANY);
  const rows: Row[] = [];
  for (const [name, few_, many_] of await callsOf(few, many)) {
    const ratios: number[] = [];
    const times: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const one = await compare(
        () => few.get(few_),
        () => many.get(many_),
      );
      if (round < 0) continue;
      ratios.push(one.many / one.few);
      times.push(one.many);
    }
    rows.push({ name: `${name}: with many`, value: median(times), unit: "ms" });
    rows.push({ name: `${name}: many / few`, value: median(ratios), unit: "x", atMost: AT_MOST });
  }
  rows.push(...(await measureBulk(many)));
  await few.stop();
  await many.stop();
  return { title: "Lists of the admin, over HTTP, with 1,000,000 users against 1,000", rows };
}

interface Subject {
  readonly path: string;
  get(path: string): Promise<Record<string, unknown>>;
  post(path: string, body: object): Promise<Response>;
  signIn(username: string): Promise<number>;
  stop(): Promise<void>;
}

async function start(folder: string, sizes: Sizes): Promise<Subject> {
  mkdirSync(folder);
  const path = join(folder, "wafer.db");
  await fillDatabase({ path, ...sizes, password: PASSWORD, now: Date.now(), skipsSealing: true });
  const log = createLog({ logLevel: "silent" });
  const secret = randomBytes(48).toString("base64url");
  const auth = await createAuth(
    {
      secret,
      origin: ORIGIN,
      database: `sqlite:${path}`,
      accessTokenLifetime: "6h",
      reauthenticationAge: "6h",
      maxSessionsPerUser: 10_000,
    },
    { log },
  );
  const app = await createApp({ auth, firstUser: createFirstUser(auth, false), log });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const login = (username: string) =>
    fetch(`${url}/login`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: ORIGIN },
      body: JSON.stringify({ username, password: PASSWORD }),
    });
  const answer = await login("admin");
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0])
    .join("; ");
  return {
    path,
    async get(path) {
      const got = await fetch(url + path, { headers: { cookie } });
      const body = (await got.json()) as Record<string, unknown>;
      if (got.status !== 200) throw new Error(`${path} is ${got.status}: ${JSON.stringify(body)}`);
      return body;
    },
    post: (path, body) =>
      fetch(url + path, {
        method: "POST",
        headers: { "content-type": "application/json", origin: ORIGIN, cookie, "x-csrftoken": csrfToken },
        body: JSON.stringify(body),
      }),
    signIn: async (username) => (await login(username)).status,
    async stop() {
      await app.close();
      await auth.close();
    },
  };
}

/** Each call by name, as each server is asked it: cursors and ids differ. Of a page's size both have enough rows. */
async function callsOf(few: Subject, many: Subject): Promise<[string, string, string][]> {
  const users = "/admin/api/users";
  const since = new Date(Date.now() - 86_400_000).toISOString();
  const same = [
    users,
    `${users}?search=grace.h`,
    ...["username", "email", "created", "lastSignIn"].flatMap((sort) => [
      `${users}?sort=${sort}`,
      `${users}?sort=-${sort}`,
    ]),
    ...[
      "active=true",
      "active=false",
      "staff=true",
      "staff=false",
      "superuser=true",
      "locked=true",
      "locked=false",
    ].map((filter) => `${users}?${filter}`),
    ...["everybody", "some", "few"].map((group) => `${users}?group=group-${group}`),
    ...[
      "hasSignedIn=true",
      "hasSignedIn=false",
      `lastSignInAfter=${since}&sort=lastSignIn`,
      `createdAfter=${since}&sort=created`,
    ].map((filter) => `${users}?${filter}`),
    `${users}?active=false&sort=-lastSignIn`,
    "/admin/api/groups",
    "/admin/api/sessions",
    "/admin/api/events",
    "/admin/api/events?type=sign_in",
    "/admin/api/events?outcome=wrong_password",
    `/admin/api/events?from=${since}`,
    "/admin/api/events?address=198.51.1.1",
    "/admin/api/statistics?period=30d",
    "/admin/api/health",
  ];
  const own = async (
    path: (subject: Subject) => Promise<string>,
    name: string,
  ): Promise<[string, string, string]> => [name, await path(few), await path(many)];
  return [
    ...same.map((path): [string, string, string] => {
      const isList = /users|sessions|events/.test(path);
      const asked = isList ? `${path}${path.includes("?") ? "&" : "?"}limit=20` : path;
      return [path.replace("/admin/api", ""), asked, asked];
    }),
    await own((subject) => pageOf(subject, `${users}?limit=1`, 999), "/users, page 1000 of 1"),
    await own(
      (subject) => pageOf(subject, `${users}?sort=-lastSignIn&limit=1`, 800),
      "/users?sort=-lastSignIn, page 801 of 1",
    ),
    await own(async (subject) => `${users}/${await someUser(subject)}`, "/users/:id"),
    await own(async (subject) => `/admin/api/sessions?user=${await someUser(subject)}`, "/sessions?user"),
    await own(async (subject) => `/admin/api/events?user=${await someUser(subject)}`, "/events?user"),
  ];
}

async function pageOf(subject: Subject, path: string, pages: number): Promise<string> {
  let after = "";
  for (let page = 0; page < pages; page++) {
    const { next } = await subject.get(path + after);
    after = `&after=${String(next)}`;
  }
  return path + after;
}

async function someUser(subject: Subject): Promise<string> {
  const { users } = await subject.get("/admin/api/users?search=grace&limit=5");
  return (users as { id: string }[])[4]?.id ?? "";
}

/** Milliseconds of a call, the median of some; in turns, so that both have the same machine. */
async function compare(
  few: () => Promise<unknown>,
  many: () => Promise<unknown>,
): Promise<{ few: number; many: number }> {
  const times: { few: number[]; many: number[] } = { few: [], many: [] };
  for (let call = 0; call < CALLS; call++) {
    times.few.push(await timed(few));
    times.many.push(await timed(many));
  }
  return { few: median(times.few), many: median(times.many) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Deactivates a tenth of all by a filter, while others sign in and a second process asks for the write lock. */
async function measureBulk(subject: Subject): Promise<Row[]> {
  const probe = new Worker(new URL("./lock-probe.ts", import.meta.url), { workerData: subject.path });
  const longestLock = new Promise<number>((resolve, reject) => {
    probe.once("message", resolve);
    probe.once("error", reject);
  });
  const alone = await signInTimes(subject, () => signInsDone() >= 20);
  function signInsDone(): number {
    return ++calls;
  }
  let isDone = false;
  const startedAt = performance.now();
  const running = lastLineOf(
    await subject.post("/admin/api/users/bulk", {
      action: "deactivate",
      filter: { search: "ada.", active: true },
    }),
  ).finally(() => {
    isDone = true;
  });
  const meanwhile = await signInTimes(subject, () => isDone);
  const end = await running;
  const seconds = (performance.now() - startedAt) / 1000;
  probe.postMessage("stop");
  return [
    { name: "users deactivated in bulk", value: Number(end["ok"]) / seconds, unit: "ops/s" },
    {
      name: `longest wait for the write lock, ${String(end["ok"])} deactivated`,
      value: await longestLock,
      unit: "ms",
      atMost: 100,
    },
    { name: "a sign-in before", value: median(alone), unit: "ms" },
    { name: `a sign-in meanwhile (${meanwhile.length} of them)`, value: median(meanwhile), unit: "ms" },
    { name: "the slowest sign-in meanwhile", value: Math.max(...meanwhile), unit: "ms" },
  ];
}

let calls = 0;

async function signInTimes(subject: Subject, isOver: () => boolean): Promise<number[]> {
  const times: number[] = [];
  while (!isOver()) {
    times.push(
      await timed(async () => {
        const status = await subject.signIn("admin");
        if (status !== 200) throw new Error(`a sign-in was answered with ${status}`);
      }),
    );
  }
  return times;
}

async function lastLineOf(response: Response): Promise<Record<string, unknown>> {
  const lines = (await response.text()).trim().split("\n");
  return JSON.parse(lines.at(-1) ?? "{}") as Record<string, unknown>;
}
