import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openSqlite } from "./sqlite.ts";
import type { Store } from "./store.ts";
import { createWriteBehind, type WriteBehind } from "./write-behind.ts";

let store: Store;
let written: string[];
let errors: unknown[];
let failing: string | null;
let values: WriteBehind<number>;

beforeEach(async () => {
  store = await openSqlite(":memory:");
  written = [];
  errors = [];
  failing = null;
  values = createWriteBehind({
    store,
    write: async (_db, key, value) => {
      if (key === failing) throw new Error("the disk is full");
      written.push(`${key}=${value}`);
    },
    onError: (error) => errors.push(error),
  });
});
afterEach(() => {
  vi.useRealTimers();
  return store.close();
});

describe("values written behind", () => {
  it("are written together, of each key the newest, a second after the first was set", async () => {
    vi.useFakeTimers();
    values.set("a", 1);
    values.set("b", 2);
    await vi.advanceTimersByTimeAsync(600);
    values.set("a", 3);
    expect(written).toEqual([]);
    await vi.advanceTimersByTimeAsync(400);
    expect(written).toEqual(["a=3", "b=2"]);
  });

  it("wait on where they could not be written, and give way to newer ones", async () => {
    vi.useFakeTimers();
    failing = "b";
    values.set("a", 1);
    values.set("b", 2);
    await values.flush();
    expect(errors).toHaveLength(1);
    failing = null;
    values.set("a", 3);
    await vi.advanceTimersByTimeAsync(1_000);
    // The first "a" went back with its transaction, which this writer does not know.
    expect(written).toEqual(["a=1", "a=3", "b=2"]);
  });

  it("are tried no more once they stopped", async () => {
    vi.useFakeTimers();
    failing = "a";
    values.set("a", 1);
    await values.stop();
    failing = null;
    await vi.advanceTimersByTimeAsync(10_000);
    expect([errors.length, written]).toEqual([1, []]);
  });

  it("let others have a turn between their transactions, and are all written before they stop", async () => {
    for (let index = 0; index < 600; index++) values.set(`key ${index}`, index);
    let hadTurn = false;
    setImmediate(() => {
      hadTurn = true;
    });
    let isWritten = false;
    void values.flush().then(() => {
      isWritten = true;
    });
    await values.stop();
    expect([hadTurn, isWritten, written.length]).toEqual([true, true, 600]);
  });
});
