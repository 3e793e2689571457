import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { SettingsInput } from "../../src/index.ts";
import { type Client, fingerprint } from "./client.ts";
import { PASSWORD, serve, type TestServer } from "./serve.ts";

/** Behind a proxy on this machine, so that a test can come from any address. */
async function started(settings: SettingsInput = {}): Promise<TestServer> {
  const server = await serve({ trustedProxies: ["127.0.0.1"], ...settings });
  onTestFinished(() => server.close());
  return server;
}

const tryFrom = (client: Client, ip: string, username = "ada", password = "wrong password") =>
  client.post("/login", { username, password }, { "x-forwarded-for": ip });

describe("guessing passwords", () => {
  it("L-03 2000 guesses at one account from 200 addresses: 10 are verified, the rest are 429 with Retry-After", async () => {
    const server = await started({ loginAttemptsPerAddress: 100 });
    const found = new Map<number, number>();
    for (let round = 0; round < 20; round++) {
      const guesses = Array.from({ length: 100 }, (_, i) =>
        tryFrom(server.client(), `198.51.${i % 2}.${(round * 10 + i) % 200}`),
      );
      for (const answer of await Promise.all(guesses)) {
        found.set(answer.status, (found.get(answer.status) ?? 0) + 1);
        if (answer.status === 429) expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
      }
    }
    expect(Object.fromEntries(found)).toEqual({ 401: 10, 429: 1990 });
  });

  it("L-11 writes the lock down once, however many guesses it turns away", async () => {
    const server = await started({ loginAttemptsPerAccount: 2 });
    for (let n = 0; n < 6; n++) await tryFrom(server.client(), `198.51.100.${n}`);
    const events = await server.auth.store.db
      .selectFrom("events")
      .select(["type", "outcome", "user_id"])
      .execute();
    const ada = await server.auth.store.db.selectFrom("users").select("id").executeTakeFirst();
    expect(events.filter(({ type }) => type === "sign_in")).toEqual([
      { type: "sign_in", outcome: "wrong_password", user_id: ada?.id },
      { type: "sign_in", outcome: "wrong_password", user_id: ada?.id },
      { type: "sign_in", outcome: "too_many_attempts", user_id: ada?.id },
    ]);
  });

  it("L-05 counts one address as one, whatever port, brackets or made-up text the proxy tells beside it", async () => {
    const server = await started({ loginAttemptsPerAddress: 2 });
    const statuses = async (addresses: readonly string[]) => {
      const found = [];
      for (const [n, ip] of addresses.entries())
        found.push((await tryFrom(server.client(), ip, `stranger-${n}`)).status);
      return found;
    };
    const v4 = ["198.51.100.1:4711", "198.51.100.1:4712", "198.51.100.1", "::ffff:198.51.100.1"];
    const v6 = ["[2001:db8::1]:4711", "[2001:db8::2]:4711", "[2001:db8::3]", "2001:db8::4"];
    for (const addresses of [v4, v6, ["x".repeat(5000), "y", "z:1", "w"]])
      expect(await statuses(addresses)).toEqual([401, 401, 429, 429]);
    const events = await server.auth.store.db
      .selectFrom("events")
      .where("type", "=", "sign_in")
      .select("ip")
      .distinct()
      .execute();
    expect(events.map(({ ip }) => ip).sort()).toEqual([
      "198.51.100.1",
      "2001:db8::1",
      "2001:db8::2",
      "2001:db8::3",
      "unknown",
    ]);
  });

  it("L-03 says in seconds, in header and text, when to try again", async () => {
    const server = await started({ loginAttemptsPerAccount: 1, loginAttemptWindow: "15m" });
    await tryFrom(server.client(), "198.51.100.1");
    const { status, headers, json } = await tryFrom(server.client(), "198.51.100.2");
    expect([status, json["code"]]).toEqual([429, "too_many_logins"]);
    expect(headers["retry-after"]).toBe("900");
    expect(json["detail"]).toBe("Too many attempts. Try again in 900 s.");
  });

  it("L-04 the owner signs in at once from a known device or a known address meanwhile", async () => {
    const server = await started({ loginAttemptsPerAccount: 3 });
    const device = server.client();
    await device.post("/login", { username: "ada", password: PASSWORD }, { "x-forwarded-for": "192.0.2.1" });
    for (let i = 0; i < 10; i++) await tryFrom(server.client(), `198.51.100.${i}`);
    expect((await tryFrom(server.client(), "203.0.113.5", "ada", PASSWORD)).status).toBe(429);
    expect((await tryFrom(device.copy(), "203.0.113.6", "ada", PASSWORD)).status).toBe(200);
    expect((await tryFrom(server.client(), "192.0.2.1", "ada", PASSWORD)).status).toBe(200);
  });

  it("L-04 takes nobody for known by an address that nobody knows", async () => {
    const server = await started({ loginAttemptsPerAccount: 2 });
    expect((await tryFrom(server.client(), "made up", "ada", PASSWORD)).status).toBe(200);
    for (let n = 0; n < 2; n++) await tryFrom(server.client(), `198.51.100.${n}`);
    expect((await tryFrom(server.client(), "made up")).status).toBe(429);
  });

  it("L-04 no name that a stranger types counts against a known device", async () => {
    const server = await started({ loginAttemptsPerAccount: 3 });
    await tryFrom(server.client(), "192.0.2.1", "ada", PASSWORD);
    for (const name of ["ada", "ada from address 192.0.2.1", 'ada","address 192.0.2.1'])
      for (let i = 0; i < 4; i++) await tryFrom(server.client(), `198.51.100.${i}`, name);
    expect((await tryFrom(server.client(), "192.0.2.1", "ada", PASSWORD)).status).toBe(200);
  });

  it("L-04 a device stays known with a refresh cookie that has expired, and of its own user only", async () => {
    const server = await started({ loginAttemptsPerAccount: 1 });
    await server.addUser({ username: "grace" });
    const [ada, grace] = [await server.signedIn(), await server.signedIn("grace")];
    server.clock.now += 100 * 86_400_000;
    await tryFrom(server.client(), "198.51.100.1");
    expect((await tryFrom(grace, "203.0.113.6", "ada", PASSWORD)).status).toBe(429);
    expect((await tryFrom(ada, "203.0.113.7", "ada", PASSWORD)).status).toBe(200);
  });

  it("L-04 is over when the window is: nobody is locked out for good", async () => {
    const server = await started({ loginAttemptsPerAccount: 1, loginAttemptWindow: "15m" });
    await tryFrom(server.client(), "198.51.100.1");
    server.clock.now += 899_000;
    expect((await tryFrom(server.client(), "198.51.100.2", "ada", PASSWORD)).status).toBe(429);
    server.clock.now += 1_001;
    expect((await tryFrom(server.client(), "198.51.100.2", "ada", PASSWORD)).status).toBe(200);
  });

  it("L-04 is over when a clock that was a day ahead is set back", async () => {
    const server = await started({ loginAttemptsPerAccount: 1 });
    server.clock.now += 86_400_000;
    for (let i = 0; i < 2; i++) await tryFrom(server.client(), "198.51.100.1");
    server.clock.now -= 86_400_000;
    expect((await tryFrom(server.client(), "198.51.100.1", "ada", PASSWORD)).status).toBe(200);
  });

  it("L-02 L-03 counts an unknown name alike, so that 429 tells nobody who has an account", async () => {
    const server = await started({ loginAttemptsPerAccount: 2 });
    const series = async (name: string) => {
      const answers = [];
      for (let i = 0; i < 3; i++) answers.push(await tryFrom(server.client(), `198.51.100.${i}`, name));
      return answers.map((answer) => fingerprint(answer).replace(/\d+ s\.|"\d{3}"/g, ""));
    };
    expect(await series("nobody")).toEqual(await series("ada"));
  });

  it("L-02 tells by no count which name belongs to which address, or who exists", async () => {
    const server = await started({ loginAttemptsPerAccount: 2 });
    const statuses: Record<string, number[]> = { "ada@example.org": [], "nobody@example.org": [] };
    for (const [address, seen] of Object.entries(statuses)) {
      const names = [address, address, ` ${address} `, address.split("@")[0] ?? ""];
      for (const name of names) seen.push((await tryFrom(server.client(), "198.51.100.1", name)).status);
    }
    expect(statuses["ada@example.org"]).toEqual(statuses["nobody@example.org"]);
    expect(statuses["ada@example.org"]).toEqual([401, 401, 429, 401]);
  });

  it("L-03 gives the cookie of an earlier sign-in one count, from however many addresses it comes", async () => {
    const server = await started({ loginAttemptsPerAccount: 3 });
    const client = await server.signedIn();
    const statuses = [];
    for (let n = 0; n < 8; n++) statuses.push((await tryFrom(client.copy(), `198.51.100.${n}`)).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429, 429, 429, 429]);
  });

  it("L-03 counts one account under every spelling of its name", async () => {
    const server = await started({ loginAttemptsPerAccount: 3 });
    const names = ["ada", "ADA", "ａｄａ", " ada "];
    const answers = [];
    for (const name of names) answers.push((await tryFrom(server.client(), "198.51.100.1", name)).status);
    expect(answers).toEqual([401, 401, 401, 429]);
    const unknown = [];
    for (const name of ["bob", "BOB", "ｂｏｂ", "bob"])
      unknown.push((await tryFrom(server.client(), "198.51.100.2", name)).status);
    expect(unknown).toEqual([401, 401, 401, 429]);
  });

  it("L-04 is counted for each database by itself, in one folder too", async () => {
    const settings = { loginAttemptsPerAccount: 1, trustedProxies: ["127.0.0.1"] };
    const server = await started(settings);
    const database = `sqlite:${join(server.folder, "staging.db")}`;
    const staging = await serve({ ...settings, database }, { folder: server.folder });
    onTestFinished(() => staging.close());
    const statuses = [];
    for (let i = 0; i < 2; i++) statuses.push((await tryFrom(staging.client(), "198.51.100.1")).status);
    expect(statuses).toEqual([401, 429]);
    expect((await tryFrom(server.client(), "198.51.100.1", "ada", PASSWORD)).status).toBe(200);
  });

  it("L-03 parallel guesses cannot slip past the count", async () => {
    const server = await started({ loginAttemptsPerAccount: 5 });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => tryFrom(server.client(), `198.51.100.${i}`)),
    );
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5);
  });

  it("guessing the current password of an open session is counted too", async () => {
    const server = await started({ loginAttemptsPerAccount: 3 });
    const client = await server.signedIn();
    const statuses = [];
    for (let i = 0; i < 4; i++)
      statuses.push(
        (await client.post("/me/password", { currentPassword: "wrong", newPassword: "new tide clock" }))
          .status,
      );
    expect(statuses).toEqual([400, 400, 400, 429]);
  });
});

describe("where a guess comes from", () => {
  it("L-05 X-Forwarded-For of a peer that is no listed proxy is not believed", async () => {
    const server = await started({ trustedProxies: [], loginAttemptsPerAddress: 3 });
    const statuses = [];
    for (let i = 0; i < 4; i++)
      statuses.push((await tryFrom(server.client(), `198.51.100.${i}`, `name${i}`)).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
  });

  it("L-05 only the address that the listed proxy added counts, not what the client put before it", async () => {
    const server = await started({ loginAttemptsPerAddress: 3 });
    const statuses = [];
    for (let i = 0; i < 4; i++)
      statuses.push((await tryFrom(server.client(), `203.0.113.${i}, 198.51.100.7`, `name${i}`)).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
  });

  it("L-05 all addresses of one IPv6 /64, however written, are one; another /64 is another", async () => {
    const server = await started({ loginAttemptsPerAddress: 3 });
    const addresses = [
      "2001:db8::1",
      "2001:DB8:0:0:ffff::9",
      "2001:0db8:0000:0000:1:2:3:4",
      "2001:db8::2",
      "2001:db8:0:1::1",
    ];
    const statuses = [];
    for (const [i, ip] of addresses.entries())
      statuses.push((await tryFrom(server.client(), ip, `name${i}`)).status);
    expect(statuses).toEqual([401, 401, 401, 429, 401]);
  });
});
