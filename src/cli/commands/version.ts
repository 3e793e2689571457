import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { readVersion } from "../version.ts";

export async function version(terminal: Terminal): Promise<ExitCode> {
  if (terminal.isJson) terminal.printJson({ version: readVersion(), node: process.versions.node });
  else terminal.print(readVersion());
  return EXIT.ok;
}
