import { CommanderError } from "commander";
import { codeOf } from "../store/store-error.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { explain } from "./explain.ts";
import { createProgram } from "./program.ts";
import { createTerminal, type ProcessLike } from "./terminal.ts";

/** Runs one command line, as `wafer ARGS` in a shell, and gives the exit code. Never throws. */
export async function main(args: readonly string[], source: ProcessLike): Promise<ExitCode> {
  source.stdout.on("error", ignoreClosedPipe);
  source.stderr.on("error", ignoreClosedPipe);
  const { program, result } = createProgram(source);
  if (args.length === 0) {
    program.outputHelp();
    return EXIT.ok;
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return result();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.wrongUsage;
    return explain(error, createTerminal(source, readFlags(args)));
  }
}

/** The flags as far as an error needs them: the parser may be what failed. */
function readFlags(args: readonly string[]) {
  return {
    json: args.includes("--json"),
    color: !args.includes("--no-color"),
  };
}

/** `wafer user list | head` closes the pipe early: nobody reads on, which is no failure. */
function ignoreClosedPipe(error: unknown): void {
  if (codeOf(error) !== "EPIPE") throw error;
}
