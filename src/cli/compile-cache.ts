import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Keeps compiled code between runs. Not in the system's temporary folder, Node's default: others may write there, and
 * this code handles secrets. Where the folder cannot be made, Node goes on without.
 */
export function enableOwnCompileCache(): void {
  if (process.env["NODE_COMPILE_CACHE"] !== undefined) return;
  enableCompileCache(join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "wafer-auth"));
}
