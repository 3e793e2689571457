import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a child process can be asked: a function each. Arguments and answers travel as JSON. */
export type Handlers = Readonly<Record<string, (argument: never) => unknown>>;

interface Question {
  readonly name: string;
  readonly argument: unknown;
}

type Reply = { readonly answer: unknown } | { readonly error: string };

/** In the child: answers the parent's questions, and ends with the parent. */
export function answerQuestions(handlers: Handlers): void {
  process.on("message", async ({ name, argument }: Question) => {
    process.send?.(await reply(handlers[name], argument));
  });
  process.on("disconnect", () => process.exit());
}

async function reply(handler: Handlers[string] | undefined, argument: unknown): Promise<Reply> {
  try {
    return { answer: await handler?.(argument as never) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** A process of its own, asked one question at a time. */
export class Child<H extends Handlers> {
  readonly #process: ChildProcess;

  /** @param file beside this one; its standard output goes to /dev/null, as a server's log would to a file */
  constructor(file: string) {
    const path = fileURLToPath(new URL(file, import.meta.url));
    this.#process = fork(path, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  }

  async ask<Name extends keyof H & string>(
    name: Name,
    argument: Parameters<H[Name]>[0],
  ): Promise<Awaited<ReturnType<H[Name]>>> {
    const over = new AbortController();
    const { signal } = over;
    const ended = once(this.#process, "exit", { signal }).then(([code]) => {
      throw new Error(`a process of the benchmark ended with ${code}`);
    });
    this.#process.send({ name, argument });
    const [reply]: Reply[] = await Promise.race([once(this.#process, "message", { signal }), ended]);
    ended.catch(() => {});
    over.abort();
    if (reply === undefined || "error" in reply) throw new Error(reply?.error);
    return reply.answer as Awaited<ReturnType<H[Name]>>;
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.disconnect();
    await ended;
  }
}

/** CPU time of this process so far, in microseconds, all threads together. */
export function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
