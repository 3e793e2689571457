import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { rolldown } from "rolldown";

/** These find the files of the pages from where they lie. */
const KNOWS_ITS_PLACE = /server.(pages.assets|admin-files)\.js$/;

// A renamed source file must not leave its old build behind.
rmSync("dist", { recursive: true, force: true });
// What runs in browsers is compiled by itself: it has the types of a page, and none of Node's.
for (const project of ["tsconfig.build.json", "tsconfig.client.json"]) {
  run("tsc", "-p", project);
}
run("vite", "build", "admin", "--config", "admin/vite.config.ts");
copyFileSync("src/react/style.css", "dist/react/style.css");
// Without it TypeScript refuses the import of a style sheet.
writeFileSync("dist/react/style.css.d.ts", "export {};\n");
await bundleCommand();
chmodSync("dist/cli/index.js", 0o755);

function run(command: string, ...parameters: readonly string[]): void {
  const { status } = spawnSync(command, parameters, {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * The command is one file for each thing it does, with Kysely within: five hundred modules fewer to find at each start,
 * which takes a third less time and 4 MB less memory. The text of a module stays in memory, so its comments are left out.
 * The library stays as it was compiled.
 */
async function bundleCommand(): Promise<void> {
  const build = await rolldown({
    input: "dist/cli/index.js",
    platform: "node",
    external: (id) => isPackage(id) || KNOWS_ITS_PLACE.test(id),
  });
  const { output } = await build.generate({
    dir: "dist/cli",
    format: "esm",
    chunkFileNames: "[name].js",
    comments: false,
  });
  rmSync("dist/cli", { recursive: true });
  mkdirSync("dist/cli");
  for (const file of output)
    if (file.type === "chunk") writeFileSync(`dist/cli/${file.fileName}`, escapeNonAscii(file.code));
  copyFileSync("node_modules/kysely/LICENSE", "dist/cli/LICENSE-kysely");
}

/** V8 keeps a text with one character outside of Latin-1 in twice the memory. */
function escapeNonAscii(code: string): string {
  return code.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function isPackage(id: string): boolean {
  return !/^[./\\]|^[A-Z]:|^kysely|^@oxc-project\/runtime/i.test(id);
}
