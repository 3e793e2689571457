import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify, { type FastifyServerOptions } from "fastify";
import { describe, expect, it, onTestFinished } from "vitest";
import { waferRoutes } from "../../src/adapters/fastify.ts";
import { createAuth, createUser } from "../../src/index.ts";
import { ORIGIN, PASSWORD, SECRET } from "./serve.ts";

/** An app of one's own at a Unix socket. @returns what sends it an attempt to sign in, and the addresses of its events */
async function listen(trustProxy: FastifyServerOptions["trustProxy"] = false) {
  const settings = {
    secret: SECRET,
    origin: ORIGIN,
    database: "sqlite::memory:",
    loginAttemptsPerAddress: 2,
  };
  const auth = await createAuth(settings, { migrate: true });
  await createUser(auth, { username: "ada", password: PASSWORD });
  const app = Fastify({ trustProxy });
  await app.register(waferRoutes, { auth });
  const folder = mkdtempSync(join(tmpdir(), "wafer-unix-"));
  const socketPath = join(folder, "app.sock");
  await app.listen({ path: socketPath });
  onTestFinished(async () => {
    await app.close();
    await auth.close();
    rmSync(folder, { recursive: true });
  });
  return {
    signIn: (forwarded: string, password = PASSWORD) => post(socketPath, forwarded, password),
    addresses: async () => {
      const events = auth.store.db.selectFrom("events").select("ip").distinct();
      return (await events.where("type", "=", "sign_in").execute()).map(({ ip }) => ip).sort();
    },
  };
}

function post(socketPath: string, forwarded: string, password: string): Promise<number | undefined> {
  const headers = { origin: ORIGIN, "content-type": "application/json", "x-forwarded-for": forwarded };
  const options = { socketPath, path: "/login", method: "POST", headers, agent: false } as const;
  return new Promise((resolve, reject) => {
    const call = request(options, (answer) => answer.resume().on("end", () => resolve(answer.statusCode)));
    call.on("error", reject).end(JSON.stringify({ username: "ada", password }));
  });
}

describe("an app behind a Unix socket", () => {
  it("signs in, and counts all clients as one where it trusts no proxy", async () => {
    const { signIn, addresses } = await listen();
    expect(await signIn("192.0.2.1")).toBe(200);
    for (const address of ["192.0.2.1", "192.0.2.2"]) expect(await signIn(address, "wrong")).toBe(401);
    expect(await signIn("192.0.2.3", "wrong")).toBe(429);
    expect(await addresses()).toEqual(["unknown"]);
  });

  it("tells clients apart where it trusts who is at the other end of the socket, and believes nobody further", async () => {
    const { signIn, addresses } = await listen((_address, hop) => hop === 0);
    for (const address of ["192.0.2.1", "192.0.2.1", "192.0.2.2"])
      expect(await signIn(address, "wrong")).toBe(401);
    expect(await signIn("192.0.2.9, 192.0.2.1", "wrong")).toBe(429);
    expect(await signIn("192.0.2.3")).toBe(200);
    expect(await addresses()).toEqual(["192.0.2.1", "192.0.2.2", "192.0.2.3"]);
  });
});
