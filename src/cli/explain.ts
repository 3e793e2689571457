import { debuglog } from "node:util";
import { CommandError, EXIT, type ExitCode } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

/** By name, so that a failing command need not load the server to know its errors. */
const EXIT_CODES: Readonly<Record<string, ExitCode>> = {
  SettingsError: EXIT.settingsInvalid,
  StoreError: EXIT.databaseUnusable,
  ListenError: EXIT.failed,
  AuthError: EXIT.failed,
  Interrupted: EXIT.interrupted,
};

/** Says on the terminal why a command failed, without a stack, and gives its exit code. */
export function explain(error: unknown, terminal: Terminal): ExitCode {
  debuglog("wafer")("%o", error);
  const exitCode = exitCodeOf(error);
  const message = messageOf(error);
  if (exitCode === EXIT.interrupted) terminal.warn(`\n${message}`);
  else terminal.warn(`${terminal.paint("red", "Error:")} ${message}`);
  if (terminal.isJson) terminal.printJson({ error: { message, exitCode } });
  return exitCode;
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommandError) return error.exitCode;
  return (error instanceof Error ? EXIT_CODES[error.name] : undefined) ?? EXIT.failed;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "SettingsError") {
    return `The settings cannot work:\n${error.message.replace(/^/gm, "  - ")}`;
  }
  const isKnown = error instanceof CommandError || error.name in EXIT_CODES;
  return isKnown
    ? error.message
    : `${error.message} (unexpected: NODE_DEBUG=wafer shows where it comes from)`;
}
