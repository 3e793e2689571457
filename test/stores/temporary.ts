import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A path for a database in a new folder that goes when the test ends. */
export function temporaryPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "wafer-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "wafer.db");
}
