import { gzipSync } from "node:zlib";
import { type OutputAsset, type OutputChunk, rolldown } from "rolldown";
import { build } from "vite";

interface Budget {
  readonly entry: string;
  /** Bytes, minified and gzipped. */
  readonly most: number;
  /** Left to the app, and not counted. */
  readonly external: readonly string[];
}

/** What a page, or a server that renders pages, loads for each entry of the package that knows only the wire. */
const BUDGETS: readonly Budget[] = [
  { entry: "src/client/index.ts", most: 4096, external: [] },
  { entry: "src/react/index.ts", most: 3072, external: ["react", "react/jsx-runtime", "../client/index.ts"] },
  { entry: "src/vue/index.ts", most: 1024, external: ["vue", "../client/index.ts"] },
  { entry: "src/ssr/index.ts", most: 3072, external: [] },
];

for (const budget of BUDGETS) {
  const size = await sizeOf(budget);
  console.log(`${budget.entry}: ${size} bytes of ${budget.most}, minified and gzipped`);
  if (size > budget.most) process.exitCode = 1;
}

/** What every page of the admin loads first. */
const ADMIN_BUDGETS = { script: 100 * 1024, style: 6 * 1024 } as const;

const admin = await firstLoadOfAdmin();
for (const kind of ["script", "style"] as const) {
  console.log(`admin, ${kind}: ${admin[kind]} bytes of ${ADMIN_BUDGETS[kind]}, minified and gzipped`);
  if (admin[kind] > ADMIN_BUDGETS[kind]) process.exitCode = 1;
}

/** The entry with all that it imports, and the stylesheets. */
async function firstLoadOfAdmin(): Promise<Record<"script" | "style", number>> {
  const built = await build({ configFile: "admin/vite.config.ts", build: { write: false } });
  if (!("output" in built)) throw new Error("vite built more than one thing");
  const files = new Map<string, OutputChunk | OutputAsset>(built.output.map((file) => [file.fileName, file]));
  const entries = built.output.filter((file) => file.type === "chunk" && file.isEntry);
  const loaded = new Set(entries.map(({ fileName }) => fileName));
  for (const name of loaded) {
    const file = files.get(name);
    if (file?.type === "chunk") for (const imported of file.imports) loaded.add(imported);
  }
  const styles = [...files.keys()].filter((name) => name.endsWith(".css"));
  const weigh = (names: Iterable<string>) =>
    [...names].reduce((sum, name) => sum + gzippedSize(files.get(name)), 0);
  return { script: weigh(loaded), style: weigh(styles) };
}

function gzippedSize(file: OutputChunk | OutputAsset | undefined): number {
  if (file === undefined) return 0;
  return gzipSync(file.type === "chunk" ? file.code : file.source, { level: 9 }).length;
}

async function sizeOf({ entry, external }: Budget): Promise<number> {
  const bundle = await rolldown({
    input: entry,
    platform: "browser",
    external: [...external],
    checks: { moduleLevelDirective: false }, // "use client" speaks to the app's bundler.
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  const [chunk, ...others] = output;
  if (others.length > 0 || chunk.imports.some((name) => !external.includes(name)))
    throw new Error(`${entry} is more than one module`);
  return gzipSync(chunk.code, { level: 9 }).length;
}
