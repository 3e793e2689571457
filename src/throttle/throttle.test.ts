import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { AuthError } from "../errors.ts";
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

const attempt = (account: string, ip: string, knownBy: string | null = null) => ({ account, ip, knownBy });

function outcomes(throttle: Throttle, attempts: readonly ReturnType<typeof attempt>[]): string[] {
  return attempts.map((one) => refusalOf(throttle, one)?.code ?? "ok");
}

function refusalOf(throttle: Throttle, one: ReturnType<typeof attempt>): AuthError | null {
  try {
    throttle.take(one);
    return null;
  } catch (error) {
    if (error instanceof AuthError) return error;
    throw error;
  }
}

describe.each(["in memory", "in a file"])("a throttle %s", (kind) => {
  let throttle: Throttle;
  let now: number;
  beforeEach(() => {
    now = 1_000_000;
    const path = kind === "in memory" ? null : join(folder, "throttle.db");
    throttle = createThrottle(settings, { path, now: () => now });
  });
  afterEach(() => throttle.close());

  it("refuses an account after its limit, from whatever address, and says for how long", () => {
    const tries = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"].map((ip) => attempt("alice", ip));
    expect(outcomes(throttle, tries)).toEqual(["ok", "ok", "ok", "too_many_logins"]);
    now += 20_500;
    expect(refusalOf(throttle, attempt("alice", "10.0.0.5"))).toMatchObject({
      status: 429,
      details: { retryAfter: 40 },
    });
  });

  it("ends the window when its time has come, however often it was hammered at meanwhile", () => {
    for (let n = 0; n < 50; n++) refusalOf(throttle, attempt("alice", `10.1.0.${n}`));
    now += 60_000;
    expect(outcomes(throttle, [attempt("alice", "10.0.0.9")])).toEqual(["ok"]);
  });

  it("starts anew where the clock that began the window was far ahead, but not where it is set back a little", () => {
    const tries = ["10.0.0.1", "10.0.0.2", "10.0.0.3"].map((ip) => attempt("alice", ip));
    now += 86_400_000;
    outcomes(throttle, [...tries, ...tries]);
    now -= 9_000;
    expect(outcomes(throttle, tries)).toEqual(Array(3).fill("too_many_logins"));
    expect(throttle.lockedUntil("alice")).toBeGreaterThan(now);
    now -= 86_400_000;
    expect(throttle.lockedUntil("alice")).toBe(null);
    expect(outcomes(throttle, tries)).toEqual(["ok", "ok", "ok"]);
  });

  it("refuses an address after its limit, whatever the account", () => {
    const tries = ["a", "b", "c", "d", "e", "f"].map((account) => attempt(account, "10.0.0.1"));
    expect(outcomes(throttle, tries).at(-1)).toBe("too_many_logins");
    expect(outcomes(throttle, [attempt("g", "10.0.0.2")])).toEqual(["ok"]);
  });

  it("does not count what an address is refused against the account", () => {
    const others = ["a", "b", "c", "d", "e"].map((account) => attempt(account, "10.0.0.1"));
    outcomes(throttle, others);
    const refused = Array.from({ length: 4 }, () => attempt("alice", "10.0.0.1"));
    expect(outcomes(throttle, refused)).toEqual(Array(4).fill("too_many_logins"));
    expect(throttle.lockedUntil("alice")).toBe(null);
    expect(outcomes(throttle, [attempt("alice", "10.0.0.2")])).toEqual(["ok"]);
  });

  it("L-05 counts the addresses of one IPv6 /64 as one", () => {
    const tries = [1, 2, 3, 4, 5, 6].map((n) => attempt(`user${n}`, `2001:db8:0:7::${n}`));
    expect(outcomes(throttle, tries).at(-1)).toBe("too_many_logins");
  });

  it("L-04 lets a known device in while strangers are refused", () => {
    outcomes(
      throttle,
      ["1", "2", "3", "4"].map((n) => attempt("alice", `10.0.0.${n}`)),
    );
    expect(outcomes(throttle, [attempt("alice", "10.9.9.9", "session s")])).toEqual(["ok"]);
  });

  it("L-04 gives a known device one count, wherever its cookie is sent from", () => {
    const tries = [1, 2, 3, 4].map((n) => attempt("alice", `10.0.0.${n}`, "session s"));
    expect(outcomes(throttle, tries)).toEqual(["ok", "ok", "ok", "too_many_logins"]);
  });

  it("starts the account's count anew after a success", () => {
    outcomes(throttle, [attempt("alice", "10.0.0.1"), attempt("alice", "10.0.0.1")]);
    throttle.take(attempt("alice", "10.0.0.1")).succeeded();
    const again = [2, 3, 4, 5].map((n) => attempt("alice", `10.0.0.${n}`));
    expect(outcomes(throttle, again)).toEqual(["ok", "ok", "ok", "too_many_logins"]);
  });

  it("does not count what was not tried", () => {
    for (let n = 0; n < 10; n++) throttle.take(attempt("alice", "10.0.0.1")).undo();
    expect(outcomes(throttle, [attempt("alice", "10.0.0.1")])).toEqual(["ok"]);
  });
});

describe("a throttle's file", () => {
  it("keeps the counts over a restart, and holds no name that was typed", () => {
    const path = join(folder, "throttle.db");
    const before = createThrottle(settings, { path, now: Date.now });
    outcomes(
      before,
      [1, 2, 3].map((n) => attempt("hunter2-typed-as-name", `10.0.0.${n}`)),
    );
    before.close();
    const after = createThrottle(settings, { path, now: Date.now });
    expect(outcomes(after, [attempt("hunter2-typed-as-name", "10.0.0.9")])).toEqual(["too_many_logins"]);
    after.close();
    expect(readFileSync(path).includes("hunter2")).toBe(false);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each([
    ["a moment later", () => vi.advanceTimersByTime(100)],
    ["when it is closed", (throttle: Throttle) => throttle.close()],
  ])("keeps a success %s, without another attempt", (_when, wait) => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const path = join(folder, "throttle.db");
    const open = () => createThrottle(settings, { path, now: () => 1_000_000 });
    const [first, second] = [open(), open()];
    const tries = [1, 2].map((n) => attempt("alice", `10.0.0.${n}`));
    outcomes(first, tries);
    first.take(attempt("alice", "10.0.0.3")).succeeded();
    wait(first);
    expect(outcomes(second, [...tries, ...tries])).toEqual(["ok", "ok", "ok", "too_many_logins"]);
    second.close();
    first.close();
  });
});
