import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { SettingsInput } from "../../src/index.ts";
import { createKey } from "../../src/keys/create-key.ts";
import { retireKey, rotateKey } from "../../src/keys/rotate-key.ts";
import { asymmetricAlgorithms } from "../../src/tokens/key-pair.ts";
import type { Client } from "./client.ts";
import { claimsOf, headerOf } from "./forge.ts";
import { ACCESS, REFRESH, serve, type TestServer } from "./serve.ts";
import { startSecond } from "./start-second.ts";

const JWKS = "/.well-known/jwks.json";

/** Servers with a key, each closed at the end of the test. */
async function start(settings: SettingsInput = {}): Promise<TestServer> {
  const server = await serve({ algorithm: "EdDSA", ...settings }, { createKey: true });
  onTestFinished(() => server.close());
  return server;
}

async function keysOf(client: Client): Promise<Record<string, unknown>[]> {
  return (await client.get(JWKS)).json["keys"] as Record<string, unknown>[];
}

const kidIn = (client: Client, name = ACCESS) => headerOf(client.cookie(name))["kid"];

/** Five browsers that refresh here and then ask here and there, until `work` is done and 200 requests were made. */
async function statusesWhile(server: TestServer, there: string, work: () => Promise<unknown>) {
  const statuses: number[] = [];
  let isDone = false;
  const clients = await Promise.all(Array.from({ length: 5 }, () => server.signedIn()));
  const browse = async (client: Client) => {
    while (!isDone || statuses.length < 200) {
      statuses.push((await client.get("/me")).status);
      statuses.push((await client.copy(there).get("/me")).status);
      statuses.push((await client.post("/token/refresh")).status);
    }
  };
  const browsing = clients.map(browse);
  await work().finally(() => {
    isDone = true;
  });
  await Promise.all(browsing);
  return { statuses, clients };
}

describe("GET /.well-known/jwks.json", () => {
  it.each(asymmetricAlgorithms)(
    "J-21 lets jose verify our access tokens of %s, and shows nothing private",
    async (algorithm) => {
      const server = await start({ algorithm, issuer: "https://app.example.test", audience: "notes" });
      const client = await server.signedIn();
      const { json, headers } = await client.get(JWKS);
      expect(headers["cache-control"]).toBe("public, max-age=300");
      const { protectedHeader, payload } = await jwtVerify(
        client.cookie(ACCESS),
        createLocalJWKSet(json as unknown as JSONWebKeySet),
        { typ: "at+jwt", algorithms: [algorithm], issuer: "https://app.example.test", audience: "notes" },
      );
      expect(protectedHeader).toMatchObject({ alg: algorithm, kid: kidIn(client) });
      expect(payload).toEqual(claimsOf(client.cookie(ACCESS)));
      expect((await client.get("/me")).status).toBe(200);
      const members = (await keysOf(client)).flatMap((key) => Object.keys(key));
      expect(members).toEqual(expect.arrayContaining(["kty", "alg", "use", "kid"]));
      for (const secret of ["d", "p", "q", "dp", "dq", "qi", "k", "oth"])
        expect(members).not.toContain(secret);
    },
  );

  it("is empty under HS256, whose key is the server's secret", async () => {
    const server = await start({ algorithm: "HS256" });
    expect((await server.client().get(JWKS)).text).toBe('{"keys":[]}');
  });
});

describe("tokens under an asymmetric algorithm", () => {
  it("are signed with the pair when they grant access, with the secret when they refresh", async () => {
    const server = await start();
    const client = await server.signedIn();
    expect(headerOf(client.cookie(ACCESS))["alg"]).toBe("EdDSA");
    expect(headerOf(client.cookie(REFRESH))["alg"]).toBe("HS256");
    expect((await client.post("/token/refresh")).status).toBe(200);
  });

  it.each(["EdDSA", "RS256"] as const)("R-03 are the same bytes for racing tabs: %s", async (algorithm) => {
    const client = await (await start({ algorithm })).signedIn();
    const tabs = [client.copy(), client.copy(), client.copy()];
    await Promise.all(tabs.map((tab) => tab.post("/token/refresh")));
    expect(new Set(tabs.map((tab) => tab.cookie(ACCESS))).size).toBe(1);
  });

  it("differ in their signature only for racing tabs under ES256, and all are accepted", async () => {
    const client = await (await start({ algorithm: "ES256" })).signedIn();
    const tabs = [client.copy(), client.copy(), client.copy()];
    await Promise.all(tabs.map((tab) => tab.post("/token/refresh")));
    expect(new Set(tabs.map((tab) => tab.cookie(ACCESS).split(".", 2).join("."))).size).toBe(1);
    for (const tab of tabs) expect((await tab.get("/me")).status).toBe(200);
  });

  it("J-06 with a key that is not known are refused without a read of the database", async () => {
    const server = await start();
    const client = await server.signedIn();
    const other = await (await start()).signedIn();
    server.auth.signingKeys.stop();
    const reads = vi.spyOn(server.auth.store.db, "selectFrom");
    client.jar.set(ACCESS, other.cookie(ACCESS));
    expect((await client.get("/me")).status).toBe(401);
    expect(reads).not.toHaveBeenCalledWith("keys");
    await server.auth.signingKeys.refresh();
    expect(reads).toHaveBeenCalledWith("keys");
  });
});

describe("J-19 rotation of the key", () => {
  it("costs no 401 while 200 requests run, here and in another process", async () => {
    const server = await start();
    const url = await startSecond(server.folder, { WAFER_ALGORITHM: "EdDSA" });
    const client = await server.signedIn();
    const former = kidIn(client);
    const next = await createKey(server.auth, "EdDSA");
    const knows = async () => (await keysOf(client.copy(url))).some(({ kid }) => kid === next.id);
    await expect.poll(knows, { timeout: 10_000, interval: 100 }).toBe(true);
    await server.auth.signingKeys.refresh();

    server.clock.now += 10_000;
    const { statuses, clients } = await statusesWhile(server, url, async () => {
      await rotateKey(server.auth, "EdDSA");
      await server.auth.signingKeys.refresh();
    });
    expect([...new Set(statuses)]).toEqual([200]);
    expect(clients.map((each) => kidIn(each))).toEqual(clients.map(() => next.id));

    const later = await server.signedIn();
    expect(kidIn(later)).toBe(next.id);
    expect((await later.copy(url).get("/me")).status).toBe(200);
    expect(kidIn(client)).toBe(former);
    expect((await client.copy(url).get("/me")).status).toBe(200);
  });

  it("accepts the former key to the end of its tokens, and then neither accepts nor shows it", async () => {
    const server = await start({ accessTokenLifetime: "5m", refreshTokenLifetime: "1h" });
    const client = await server.signedIn();
    const former = kidIn(client);
    await createKey(server.auth, "EdDSA");
    server.clock.now += 10_000;
    await rotateKey(server.auth, "EdDSA");
    await server.auth.signingKeys.refresh();
    server.clock.now += 289_000;
    expect((await client.get("/me")).status).toBe(200);
    expect((await keysOf(client)).map(({ kid }) => kid)).toContain(former);
    server.clock.now += 1_000;
    expect((await client.get("/me")).status).toBe(401);
    server.clock.now += 70_000;
    expect((await keysOf(client)).map(({ kid }) => kid)).not.toContain(former);
    expect((await client.post("/token/refresh")).status).toBe(200);
    expect(kidIn(client)).not.toBe(former);
  });

  it("refuses the tokens of a key that is ended at once, also those it has verified before", async () => {
    const server = await start();
    const client = await server.signedIn();
    const former = String(kidIn(client));
    await createKey(server.auth, "EdDSA");
    server.clock.now += 10_000;
    await rotateKey(server.auth, "EdDSA");
    await server.auth.signingKeys.refresh();
    expect((await client.get("/me")).status).toBe(200);
    await retireKey(server.auth, former, true);
    await server.auth.signingKeys.refresh();
    expect((await client.get("/me")).status).toBe(401);
  });
});
