import * as argon2 from "@node-rs/argon2";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createPasswordHasher } from "./hasher.ts";

vi.mock("@node-rs/argon2", { spy: true });
afterEach(() => void vi.clearAllMocks());

const hasher = createPasswordHasher({ concurrency: 0, queueLimit: 128 });
const cheap = { memoryCost: 8, timeCost: 1, parallelism: 1 };

/** The hashes that argon2 was asked to verify. */
function verified(): unknown[] {
  return vi.mocked(argon2.verify).mock.calls.map(([storedHash]) => storedHash);
}

describe("a stored hash", () => {
  it("L-08 the stored hash is argon2id at the documented cost", async () => {
    const storedHash = await hasher.hash("tuv wxyz tuv");
    expect(storedHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(await hasher.verify("tuv wxyz tuv", storedHash)).toBe(true);
    expect(await hasher.verify("tuv wxyz tuw", storedHash)).toBe(false);
  });

  it("has a salt of its own", async () => {
    expect(await hasher.hash("tuv wxyz tuv")).not.toBe(await hasher.hash("tuv wxyz tuv"));
  });

  it("L-08 is to be renewed when its algorithm or parameters are not ours", async () => {
    const salted = `${"A".repeat(22)}$${"A".repeat(43)}`;
    expect(hasher.needsRehash(await hasher.hash("tuv wxyz tuv"))).toBe(false);
    for (const old of [
      `$argon2id$v=19$m=9728,t=2,p=1$${salted}`,
      `$argon2id$v=19$m=19456,t=3,p=1$${salted}`,
      `$argon2id$v=19$m=19456,t=2,p=2$${salted}`,
      `$argon2id$v=16$m=19456,t=2,p=1$${salted}`,
      `$argon2i$v=19$m=19456,t=2,p=1$${salted}`,
      "pbkdf2_sha256$1000000$salt$digest",
      "",
    ]) {
      expect(hasher.needsRehash(old), old).toBe(true);
    }
  });

  it("L-08 is verified with its own parameters", async () => {
    const storedHash = await argon2.hash("tuv wxyz tuv", cheap);
    expect(await hasher.verify("tuv wxyz tuv", storedHash)).toBe(true);
    expect(await hasher.verify("tuv wxyz", storedHash)).toBe(false);
    expect(verified()).toEqual([storedHash, storedHash]);
  });
});

describe("a password", () => {
  it("L-06 is the same in NFC and NFD, and another one in NFKC", async () => {
    const storedHash = await hasher.hash("ẛ̣ tuv wxyz".normalize("NFD"));
    expect(await hasher.verify("ẛ̣ tuv wxyz".normalize("NFC"), storedHash)).toBe(true);
    expect(await hasher.verify("ẛ̣ tuv wxyz".normalize("NFD"), storedHash)).toBe(true);
    expect(await hasher.verify("ẛ̣ tuv wxyz".normalize("NFKC"), storedHash)).toBe(false);
    const composedFirst = await hasher.hash("ẛ̣ tuv wxyz".normalize("NFC"));
    expect(await hasher.verify("ẛ̣ tuv wxyz".normalize("NFD"), composedFirst)).toBe(true);
  });

  it("L-06 is not truncated: a difference at character 90 counts, after a NUL, among emoji", async () => {
    for (const [password, other] of [
      [`${"x".repeat(89)}a`, `${"x".repeat(89)}b`],
      [`${"🧇".repeat(89)}🥞`, `${"🧇".repeat(89)}🧈`],
      [`${"x".repeat(255)}a`, `${"x".repeat(255)}b`],
      ["tuv\0wxyz", "tuv\0wxya"],
    ] as const) {
      const storedHash = await hasher.hash(password);
      expect(await hasher.verify(password, storedHash)).toBe(true);
      expect(await hasher.verify(other, storedHash)).toBe(false);
    }
  });

  it("L-06 keeps its spaces and its case", async () => {
    const storedHash = await hasher.hash("tuv wxyz tuv");
    for (const other of [" tuv wxyz tuv", "tuv wxyz tuv ", "tuvwxyztuv", "Tuv wxyz tuv"]) {
      expect(await hasher.verify(other, storedHash)).toBe(false);
    }
  });

  it("L-09 of a megabyte is refused before any work, whether the user exists or not", async () => {
    const hostile = "\u0301\u0316".repeat(500_000);
    const startedAt = performance.now();
    expect(await hasher.verify(hostile, null)).toBe(false);
    expect(await hasher.verify(hostile, "$argon2id$")).toBe(false);
    await expect(hasher.hash(hostile)).rejects.toMatchObject({ code: "password_rejected", status: 400 });
    expect(performance.now() - startedAt).toBeLessThan(15);
    expect(verified()).toEqual([]);
  });
});

describe("a hash that is missing or cannot be read", () => {
  const salted = `${"A".repeat(22)}$${"A".repeat(43)}`;
  const unreadable = [
    null,
    "",
    "!",
    "pbkdf2_sha256$1000000$salt$digest",
    "$argon2id$v=19$m=19456,t=2,p=1$",
    `$argon2id$v=19$m=19456,t=2,p=1$${"A".repeat(22)}$****`,
    `$argon2id$v=19$m=1048577,t=2,p=1$${salted}`,
    `$argon2id$v=19$m=19456,t=21,p=1$${salted}`,
    `$argon2id$v=19$m=19456,t=2,p=17$${salted}`,
    `$argon2id$v=19$m=4294967295,t=4294967295,p=255$${salted}`,
  ];

  it.each(unreadable)("answers false after one verification at the full cost: %s", async (storedHash) => {
    expect(await hasher.verify("tuv wxyz tuv", storedHash)).toBe(false);
    expect(verified()).toEqual([expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)]);
    expect(verified()).not.toContain(storedHash);
  });

  it("answers false even if the password is that of the hash verified in its place", async () => {
    vi.mocked(argon2.verify).mockResolvedValueOnce(true);
    expect(await hasher.verify("tuv wxyz tuv", null)).toBe(false);
  });

  it("answers false, never an error, for any text", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `$argon2id$${text}`),
        ),
        async (text) => {
          expect(await hasher.verify("tuv wxyz tuv", text)).toBe(false);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("many hashes at once", () => {
  it("L-09 run no more at a time than there are cores, and past the line are refused with 503", async () => {
    const busy = createPasswordHasher({ concurrency: 0, queueLimit: 3, cores: 2 });
    const ending = Promise.withResolvers<boolean>();
    vi.mocked(argon2.verify).mockImplementation(() => ending.promise);
    const accepted = Array.from({ length: 5 }, () => busy.verify("tuv wxyz tuv", null));
    const refused = [busy.verify("tuv wxyz tuv", null), busy.hash("tuv wxyz tuv")];
    for (const one of refused) {
      await expect(one).rejects.toMatchObject({ code: "server_busy", details: { retryAfter: 1 } });
    }
    expect(verified()).toHaveLength(2);
    ending.resolve(false);
    expect(await Promise.all(accepted)).toEqual(Array(5).fill(false));
    expect(verified()).toHaveLength(5);
    vi.mocked(argon2.verify).mockReset();
  });

  it("run as many at a time as told", async () => {
    const single = createPasswordHasher({ concurrency: 1, queueLimit: 3, cores: 8 });
    const ending = Promise.withResolvers<boolean>();
    vi.mocked(argon2.verify).mockImplementation(() => ending.promise);
    const all = Array.from({ length: 3 }, () => single.verify("tuv wxyz tuv", null));
    await vi.waitFor(() => expect(verified()).not.toHaveLength(0));
    expect(verified()).toHaveLength(1);
    ending.resolve(false);
    await Promise.all(all);
    vi.mocked(argon2.verify).mockReset();
  });
});
