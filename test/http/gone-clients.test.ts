import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import Fastify from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { waferRoutes } from "../../src/adapters/fastify.ts";
import type { Client } from "./client.ts";
import { ORIGIN, PASSWORD, serve, type TestServer } from "./serve.ts";

let server: TestServer;
const app = Fastify();
beforeAll(async () => {
  server = await serve({ loginAttemptsPerAddress: 100, loginAttemptsPerAccount: 100 });
  await app.register(waferRoutes, { auth: server.auth });
  await app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await app.close();
  await server.close();
});
beforeEach(() => {
  server.logs.length = 0;
});

const COUNT = 10;

/** Sends a whole request and resets the connection, as a client does whose network changes. */
async function sendAndReset(
  path: string,
  headers: Readonly<Record<string, string>>,
  body = "",
): Promise<void> {
  const all = { host: "x", origin: ORIGIN, "content-length": String(body.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const accepted = once(app.server, "connection");
  const socket = connect((app.server.address() as AddressInfo).port, "127.0.0.1");
  await Promise.all([accepted, once(socket, "connect")]);
  socket.write([`POST ${path} HTTP/1.1`, ...lines, "", body].join("\r\n"));
  socket.resetAndDestroy();
}

async function signOutAndReset(client: Client): Promise<void> {
  await sendAndReset("/logout", { cookie: client.cookieHeader(), "x-csrftoken": client.csrfToken });
}

/** The addresses that COUNT such events came from. */
async function addressesOf(type: string): Promise<readonly string[]> {
  const found = await vi.waitFor(
    async () => {
      const events = (await server.acts()).filter((event) => event.type === type);
      expect(events).toHaveLength(COUNT);
      return events;
    },
    { timeout: 5_000 },
  );
  return [...new Set(found.map(({ ip }) => ip))];
}

const failures = () => server.logs.filter((line) => JSON.parse(line).msg === "failed");

describe("a client of an app of one's own that resets its connection after a whole request", () => {
  it("has its attempt to sign in counted under its address, and is no internal error", async () => {
    const body = JSON.stringify({ username: "ada", password: `${PASSWORD}?` });
    const headers = { "content-type": "application/json" };
    for (let n = 0; n < COUNT; n++) await sendAndReset("/login", headers, body);
    expect(await addressesOf("sign_in")).toEqual(["127.0.0.1"]);
    expect(failures()).toEqual([]);
  });

  it("S-02 is signed out", async () => {
    const clients = await Promise.all(Array.from({ length: COUNT }, () => server.signedIn()));
    for (const client of clients) await signOutAndReset(client);
    expect(await addressesOf("sign_out")).toEqual(["127.0.0.1"]);
    for (const client of clients) expect((await client.get("/me")).status).toBe(401);
    expect(failures()).toEqual([]);
  });
});
