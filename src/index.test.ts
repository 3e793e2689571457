import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createAuth, SettingsError } from "./index.ts";

it("createAuth leaves no file open where it fails", async () => {
  const folder = mkdtempSync(join(tmpdir(), "wafer-start-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const secret = "Zb3fK0xQ9tLw7yVn2RsCk8JdHm5PgA1eUiOqXzTrWcE";
  const settings = { secret, algorithm: "EdDSA", database: `sqlite:${join(folder, "wafer.db")}` } as const;
  await expect(createAuth(settings, { migrate: true })).rejects.toThrow(SettingsError);
  // SQLite deletes the files of its log when the last one closes the database.
  expect(readdirSync(folder).sort()).toEqual(["wafer.db", "wafer.db-throttle"]);
});
