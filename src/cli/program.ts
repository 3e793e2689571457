import { Command } from "commander";
import { addDatabaseCommands } from "./database-commands.ts";
import { readEnvironment } from "./environment.ts";
import { addEventCommands } from "./event-commands.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { addGroupCommands } from "./group-commands.ts";
import { addKeyCommands } from "./key-commands.ts";
import { addServerCommands } from "./server-commands.ts";
import { addSessionCommands, addTokenCommands } from "./session-commands.ts";
import { createTerminal, type ProcessLike, type Terminal, type TerminalFlags } from "./terminal.ts";
import { addUserCommands } from "./user-commands.ts";
import { readVersion } from "./version.ts";

/** Runs a command's work with a terminal made to the flags, and keeps its exit code. */
export type Run = (work: (terminal: Terminal) => Promise<ExitCode>) => Promise<void>;

export interface Program {
  readonly program: Command;
  /** The exit code of the command that ran. */
  result(): ExitCode;
}

const EXAMPLES = `
Examples:
  wafer serve                      start the server on http://localhost:8000
  wafer createsuperuser            create the first user
  wafer user list --json | head    users as data, one object a line`;

/** Every command with its options. What a command does is loaded when it runs. */
export function createProgram(source: ProcessLike): Program {
  let exitCode: ExitCode = EXIT.ok;
  const program = createRoot(source);
  const run: Run = async (work) => {
    const flags = program.opts<TerminalFlags>();
    const env = readEnvironment(source.cwd(), source.env);
    exitCode = await work(createTerminal(source, flags, env));
  };
  addServerCommands(program, run);
  addDatabaseCommands(program, run);
  addUserCommands(program, run);
  addGroupCommands(program, run);
  addSessionCommands(program, run);
  addTokenCommands(program, run);
  addEventCommands(program, run);
  addKeyCommands(program, run);
  return { program, result: () => exitCode };
}

function createRoot({ stdout, stderr }: ProcessLike): Command {
  return (
    new Command("wafer")
      .description("Sign-in for browser apps: JWTs in HttpOnly cookies.")
      // Set before subcommands are added, which inherit it.
      .exitOverride()
      .configureOutput({
        writeOut: (text) => void stdout.write(text),
        writeErr: (text) => void stderr.write(text),
        outputError: (text, write) => write(text.replace(/^error: /, "Error: ")),
      })
      .configureHelp({ showGlobalOptions: true })
      .showHelpAfterError("Run it with --help to see how it is used.")
      .version(readVersion(), "-V, --version", "print the version")
      .option("--json", "write data as JSON, one object a line")
      .option("-q, --quiet", "write data and errors only")
      .option("-y, --yes", "answer yes where a command would ask for consent")
      .option("--no-color", "write without colors, as with NO_COLOR set")
      .allowExcessArguments(false)
      .addHelpText("after", EXAMPLES)
  );
}
