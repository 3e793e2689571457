import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { defineSettings } from "../settings/settings.ts";
import { createThrottle, type Throttle } from "./throttle.ts";

const settings = defineSettings({
  secret: "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE",
  loginAttemptsPerAccount: 3,
  loginAttemptsPerAddress: 5,
  loginAttemptWindow: "1m",
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wafer-throttle-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const attempt = (account: string, ip: string, isKnownDevice = false) => ({ account, ip, isKnownDevice });

async function outcomes(
  throttle: Throttle,
  attempts: readonly ReturnType<typeof attempt>[],
): Promise<string[]> {
  const results: string[] = [];
  for (const one of attempts) {
    results.push(
      await throttle.take(one).then(
        () => "ok",
        (error: { code: string }) => error.code,
      ),
    );
  }
  return results;
}

describe.each(["in memory", "in a file"])("a throttle %s", (kind) => {
  let throttle: Throttle;
  beforeEach(() => {
    throttle = createThrottle(settings, kind === "in memory" ? null : join(folder, "throttle.db"));
  });
  afterEach(() => throttle.close());

  it("refuses an account after its limit, from whatever address, and says for how long", async () => {
    const tries = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"].map((ip) => attempt("alice", ip));
    expect(await outcomes(throttle, tries)).toEqual(["ok", "ok", "ok", "too_many_logins"]);
    const refusal = await throttle.take(attempt("alice", "10.0.0.5")).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ status: 429, details: { retryAfter: expect.any(Number) } });
    const { retryAfter } = (refusal as { details: { retryAfter: number } }).details;
    expect(retryAfter).toBeGreaterThan(50);
    expect(retryAfter).toBeLessThanOrEqual(60);
  });

  it("refuses an address after its limit, whatever the account", async () => {
    const tries = ["a", "b", "c", "d", "e", "f"].map((account) => attempt(account, "10.0.0.1"));
    expect((await outcomes(throttle, tries)).at(-1)).toBe("too_many_logins");
    expect(await outcomes(throttle, [attempt("g", "10.0.0.2")])).toEqual(["ok"]);
  });

  it("L-05 counts the addresses of one IPv6 /64 as one", async () => {
    const tries = [1, 2, 3, 4, 5, 6].map((n) => attempt(`user${n}`, `2001:db8:0:7::${n}`));
    expect((await outcomes(throttle, tries)).at(-1)).toBe("too_many_logins");
  });

  it("L-04 lets a known device in while strangers are refused", async () => {
    await outcomes(
      throttle,
      ["1", "2", "3", "4"].map((n) => attempt("alice", `10.0.0.${n}`)),
    );
    expect(await outcomes(throttle, [attempt("alice", "10.9.9.9", true)])).toEqual(["ok"]);
  });

  it("counts parallel attempts before any of them is answered", async () => {
    const tries = Array.from({ length: 20 }, (_, n) => throttle.take(attempt("alice", `10.0.1.${n}`)));
    const results = await Promise.allSettled(tries);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
  });

  it("starts the account's count anew after a success", async () => {
    await outcomes(throttle, [attempt("alice", "10.0.0.1"), attempt("alice", "10.0.0.1")]);
    const counted = await throttle.take(attempt("alice", "10.0.0.1"));
    await counted.succeeded();
    const again = [2, 3, 4, 5].map((n) => attempt("alice", `10.0.0.${n}`));
    expect(await outcomes(throttle, again)).toEqual(["ok", "ok", "ok", "too_many_logins"]);
  });

  it("does not count what was not tried", async () => {
    for (let n = 0; n < 10; n++) await (await throttle.take(attempt("alice", "10.0.0.1"))).undo();
    expect(await outcomes(throttle, [attempt("alice", "10.0.0.1")])).toEqual(["ok"]);
  });
});

describe("a throttle's file", () => {
  it("keeps the counts over a restart, and holds no name that was typed", async () => {
    const path = join(folder, "throttle.db");
    const before = createThrottle(settings, path);
    await outcomes(
      before,
      [1, 2, 3].map((n) => attempt("hunter2-typed-as-name", `10.0.0.${n}`)),
    );
    before.close();
    const after = createThrottle(settings, path);
    expect(await outcomes(after, [attempt("hunter2-typed-as-name", "10.0.0.9")])).toEqual([
      "too_many_logins",
    ]);
    after.close();
    expect(readFileSync(path).includes("hunter2")).toBe(false);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});
