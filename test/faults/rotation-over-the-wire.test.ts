import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Answer, Client } from "../http/client.ts";
import { ACCESS, REFRESH, serve, type TestServer } from "../http/serve.ts";
import { startProcess } from "./processes.ts";

/** Of the three tests, in their order. `npm run prove:wire` asks for more than the suite has time for. */
const [RACES = 300, CUTS = 100, KILLS = 20] = process.env["WAFER_ROUNDS"]?.split(",").map(Number) ?? [];
const TIMEOUT = 3_600_000;

const refresh = (client: Client) => client.post("/token/refresh");

async function started(): Promise<{ server: TestServer; client: Client }> {
  const server = await serve();
  onTestFinished(() => server.close());
  return { server, client: await server.signedIn() };
}

async function onlySession({ auth }: TestServer) {
  const { generation, revoked_at } = await auth.store.db
    .selectFrom("sessions")
    .select(["generation", "revoked_at"])
    .executeTakeFirstOrThrow();
  return { generation, isEnded: revoked_at !== null };
}

/** What the token cookies hold. */
function tokensOf(answer: Answer): string {
  return answer.cookies
    .map((cookie) => cookie.split(";", 1)[0] ?? "")
    .filter((cookie) => cookie.startsWith(ACCESS) || cookie.startsWith(REFRESH))
    .join();
}

/** Writes a whole refresh to a socket and destroys it after that many milliseconds, whatever was answered. */
async function refreshAndLose(client: Client, after: number): Promise<void> {
  const { hostname, port } = new URL(client.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  await new Promise<void>((resolve) => socket.write(client.rawPost("/token/refresh"), () => resolve()));
  if (after > 0) await sleep(after);
  socket.destroy();
}

describe("rotation over the wire", () => {
  it("R-04 takes one step for 8 refreshes at once in two processes, and gives all the same tokens", {
    timeout: TIMEOUT,
  }, async () => {
    const { server, client } = await started();
    const urls = await Promise.all([startProcess(server.folder), startProcess(server.folder)]);
    for (let round = 1; round <= RACES; round++) {
      const racing = Array.from({ length: 8 }, (_, index) => client.copy(urls[index % 2]?.url));
      const answers = await Promise.all(racing.map(refresh));
      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
      expect(new Set(answers.map(tokensOf)).size).toBe(1);
      expect(await onlySession(server)).toEqual({ generation: round + 1, isEnded: false });
      for (const [name, value] of racing[0]?.jar ?? []) client.jar.set(name, value);
      client.csrfToken = racing[0]?.csrfToken ?? "";
    }
  });

  it("R-05 signs nobody out whose answer was cut off, before or after the commit", {
    timeout: TIMEOUT,
  }, async () => {
    const { server, client } = await started();
    const { url } = await startProcess(server.folder);
    const browser = client.copy(url);
    let committed = 0;
    for (let round = 0; round < CUTS; round++) {
      const before = (await onlySession(server)).generation;
      await refreshAndLose(browser, round % 10);
      committed += (await onlySession(server)).generation - before;
      const retry = await refresh(browser);
      expect(retry.status).toBe(200);
      const { generation, isEnded } = await onlySession(server);
      expect({ isEnded, steps: generation - before }).toEqual({ isEnded: false, steps: 1 });
      expect((await browser.get("/me")).status).toBe(200);
    }
    expect(committed).toBeGreaterThan(0);
  });

  it("keeps every acknowledged rotation and sign-out through kill -9, and signs nobody out", {
    timeout: TIMEOUT,
  }, async () => {
    const { server, client } = await started();
    for (let round = 0; round < KILLS; round++) {
      server.clock.now = Date.now();
      const running = await startProcess(server.folder);
      const browser = client.copy(running.url);
      const leaving = (await server.signedIn()).copy(running.url);
      const signOut = leaving.copy();
      expect((await signOut.post("/logout")).status).toBe(204);
      const acknowledged = await refreshUntilKilled(browser, running.kill, Math.random() * 40);
      const next = await startProcess(server.folder);
      const row = await server.auth.store.db
        .selectFrom("sessions")
        .select(["generation", "revoked_at"])
        .where("id", "=", acknowledged.sid)
        .executeTakeFirst();
      expect(row?.revoked_at).toBeNull();
      expect(row?.generation).toBeGreaterThanOrEqual(acknowledged.gen);
      const again = browser.copy(next.url);
      expect((await refresh(again)).status).toBe(200);
      expect((await again.get("/me")).status).toBe(200);
      expect((await refresh(leaving.copy(next.url))).status).toBe(401);
      expect((await leaving.copy(next.url).get("/me")).status).toBe(401);
      for (const [name, value] of again.jar) client.jar.set(name, value);
      client.csrfToken = again.csrfToken;
      await next.kill();
    }
  });
});

/** Refreshes without a pause until the server is gone. Gives what the last answer that arrived said. */
async function refreshUntilKilled(
  browser: Client,
  kill: () => Promise<void>,
  after: number,
): Promise<{ sid: string; gen: number }> {
  const killed = sleep(after).then(kill);
  try {
    for (;;) expect((await refresh(browser)).status).toBe(200);
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
  }
  await killed;
  const payload = browser.cookie(REFRESH).split(".")[1] ?? "";
  return JSON.parse(Buffer.from(payload, "base64url").toString());
}
