import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { Interrupted } from "./exit-codes.ts";

export interface Question {
  readonly question: string;
  /** Show nothing of what is typed, not even its length. */
  readonly isHidden: boolean;
}

/**
 * Asks one question on a terminal.
 *
 * @throws {Interrupted} at Ctrl-C, and at Ctrl-D on an empty line
 */
export function promptOn(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
  { question, isHidden }: Question,
): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input,
    output: isHidden ? nowhere : output,
    // Raw mode: the system does not echo, readline does, to `output`.
    terminal: true,
    historySize: 0,
  });
  return new Promise((resolve, reject) => {
    lines.once("close", () => reject(new Interrupted()));
    lines.once("SIGINT", () => lines.close());
    const answered = (answer: string) => {
      resolve(answer);
      lines.close();
      if (isHidden) output.write("\n");
    };
    if (isHidden) output.write(question);
    lines.question(isHidden ? "" : question, answered);
  });
}
