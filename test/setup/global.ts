import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const BUILT = "dist/admin-page/index.html";

/** The browser tests look at the admin page as it is served: built, and from the sources as they are now. */
export default function setup(): void {
  const builtAt = existsSync(BUILT) ? statSync(BUILT).mtimeMs : 0;
  const isOld = ["admin", "src/client", "pages"].some((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).some(
      (name) => statSync(join(folder, name)).mtimeMs > builtAt,
    ),
  );
  if (isOld)
    execFileSync("vite", ["build", "admin", "--config", "admin/vite.config.ts"], {
      stdio: "inherit",
      env: { ...process.env, PATH: `node_modules/.bin:${process.env["PATH"]}` },
      shell: process.platform === "win32",
    });
}
