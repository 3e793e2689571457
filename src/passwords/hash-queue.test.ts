import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHashQueue } from "./hash-queue.ts";

/** A queue and tasks that end when told. */
function fakeTasks(options: { concurrency: number; queueLimit: number }) {
  const clock = { now: 0 };
  const queue = createHashQueue({ ...options, now: () => clock.now });
  const started: string[] = [];
  const endings = new Map<string, PromiseWithResolvers<string>>();

  function add(name: string): Promise<string> {
    const ending = Promise.withResolvers<string>();
    endings.set(name, ending);
    const result = queue.run(() => {
      started.push(name);
      return ending.promise;
    });
    result.catch(() => {});
    return result;
  }

  async function end(name: string, error?: Error): Promise<void> {
    if (error === undefined) endings.get(name)?.resolve(`${name} done`);
    else endings.get(name)?.reject(error);
    await nextTurn();
  }

  return { clock, queue, started, add, end };
}

describe("the hash queue", () => {
  it("runs as many tasks as it may at once and hands back each one's own result", async () => {
    const { started, add, end } = fakeTasks({ concurrency: 2, queueLimit: 5 });
    const results = [add("a"), add("b"), add("c")];
    await nextTurn();
    expect(started).toEqual(["a", "b"]);
    for (const name of ["b", "a", "c"]) await end(name);
    expect(await Promise.all(results)).toEqual(["a done", "b done", "c done"]);
  });

  it("starts waiting tasks in the order they came", async () => {
    const { started, add, end } = fakeTasks({ concurrency: 1, queueLimit: 5 });
    for (const name of ["a", "b", "c", "d"]) add(name);
    for (const name of ["a", "b", "c", "d"]) await end(name);
    expect(started).toEqual(["a", "b", "c", "d"]);
  });

  it("lets no newcomer overtake a waiting task at the moment a place comes free", async () => {
    const queue = createHashQueue({ concurrency: 1, queueLimit: 5 });
    const started: string[] = [];
    const note = (name: string) => async () => void started.push(name);
    const first = queue.run(note("first")).then(() => queue.run(note("newcomer")));
    const waiting = queue.run(note("waiting"));
    await Promise.all([first, waiting]);
    expect(started).toEqual(["first", "waiting", "newcomer"]);
  });

  it("L-09 turns away with 503 what comes past the limit, and takes new tasks once the line is shorter", async () => {
    const { started, add, end } = fakeTasks({ concurrency: 1, queueLimit: 2 });
    for (const name of ["a", "b", "c"]) add(name);
    await expect(add("d")).rejects.toMatchObject({ code: "server_busy", status: 503 });
    await end("a");
    add("e");
    for (const name of ["b", "c", "e"]) await end(name);
    expect(started).toEqual(["a", "b", "c", "e"]);
  });

  it("frees the place of a task that fails, and passes its error on", async () => {
    const { queue, started, add, end } = fakeTasks({ concurrency: 1, queueLimit: 5 });
    const failing = add("a");
    const after = add("b");
    await end("a", new Error("no memory"));
    await expect(failing).rejects.toThrow("no memory");
    await end("b");
    expect(await after).toBe("b done");
    const throwsAtOnce = queue.run(() => {
      throw new Error("at once");
    });
    await expect(throwsAtOnce).rejects.toThrow("at once");
    add("c");
    await nextTurn();
    expect(started).toEqual(["a", "b", "c"]);
  });

  it("says how long to wait: whole seconds, at least 1, more for slow tasks and a longer line", async () => {
    const quick = fakeTasks({ concurrency: 1, queueLimit: 1 });
    for (const name of ["a", "b"]) quick.add(name);
    await expect(quick.add("c")).rejects.toMatchObject({ details: { retryAfter: 1 } });

    const slow = fakeTasks({ concurrency: 1, queueLimit: 9 });
    for (let turn = 0; turn < 100; turn++) {
      slow.add("slow");
      await nextTurn();
      slow.clock.now += 2000;
      await slow.end("slow");
    }
    for (let place = 0; place < 10; place++) slow.add(`waits ${place}`);
    await expect(slow.add("too much")).rejects.toMatchObject({ details: { retryAfter: 20 } });
  });

  it("never runs more than its concurrency, keeps the order and ends every accepted task", async () => {
    const task = fc.record({ turns: fc.nat(4), fails: fc.boolean(), pause: fc.nat(2) });
    const limits = { concurrency: fc.integer({ min: 1, max: 4 }), queueLimit: fc.nat(6) };
    await fc.assert(
      fc.asyncProperty(fc.record(limits), fc.array(task, { maxLength: 25 }), async (options, tasks) => {
        const queue = createHashQueue(options);
        const started: number[] = [];
        const refused: number[] = [];
        let running = 0;
        let most = 0;
        const all = tasks.map(async ({ turns, fails, pause }, index) => {
          for (let turn = 0; turn < pause; turn++) await nextTurn();
          const accepted = queue.run(async () => {
            started.push(index);
            most = Math.max(most, ++running);
            for (let turn = 0; turn < turns; turn++) await nextTurn();
            running--;
            if (fails) throw new Error("failed");
          });
          await accepted.catch((error: Error) => error.message === "failed" || refused.push(index));
        });
        await Promise.all(all);
        expect(most).toBeLessThanOrEqual(options.concurrency);
        expect(started.length + refused.length).toBe(tasks.length);
        const arrival = (index: number) => (tasks[index]?.pause ?? 0) * 100 + index;
        expect(started).toEqual(started.toSorted((a, b) => arrival(a) - arrival(b)));
      }),
      { numRuns: 100 },
    );
  });
});
