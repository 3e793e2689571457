import { setImmediate } from "node:timers/promises";
import { CommanderError } from "commander";
import { codeOf } from "../store/store-error.ts";
import { CommandError, EXIT, type ExitCode } from "./exit-codes.ts";
import { explain } from "./explain.ts";
import { createProgram } from "./program.ts";
import { createTerminal, type ProcessLike } from "./terminal.ts";

/** Runs one command line, as `wafer ARGS` in a shell, and gives the exit code. Never throws. */
export async function main(args: readonly string[], source: ProcessLike): Promise<ExitCode> {
  let outputError: unknown = null;
  source.stdout.on("error", (error) => {
    outputError ??= error;
  });
  // With stderr gone there is nobody left to tell.
  source.stderr.on("error", () => {});
  try {
    const exitCode = await run(args, source);
    // A stream tells of its error a turn after the write.
    await setImmediate();
    // `wafer user list | head` closes the pipe early: nobody reads on, which is no failure.
    if (outputError === null || codeOf(outputError) === "EPIPE") return exitCode;
    throw new CommandError(
      `The output could not be written (${codeOf(outputError)}). Free space, or send it elsewhere.`,
    );
  } catch (error) {
    return explain(
      error,
      createTerminal(source, { json: args.includes("--json"), color: !args.includes("--no-color") }),
    );
  }
}

/** The parser has told people already. */
function tellAsJson({ message }: CommanderError, { stdout }: ProcessLike): void {
  const error = { message: message.replace(/^error: /, ""), exitCode: EXIT.wrongUsage };
  stdout.write(`${JSON.stringify({ error })}\n`);
}

async function run(args: readonly string[], source: ProcessLike): Promise<ExitCode> {
  const { program, result } = createProgram(source);
  if (args.length === 0) {
    program.outputHelp();
    return EXIT.ok;
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return result();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.ok;
    if (args.includes("--json")) tellAsJson(error, source);
    return EXIT.wrongUsage;
  }
}
