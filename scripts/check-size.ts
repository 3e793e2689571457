import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

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

async function sizeOf({ entry, external }: Budget): Promise<number> {
  const build = await rolldown({
    input: entry,
    platform: "browser",
    external: [...external],
    checks: { moduleLevelDirective: false }, // "use client" speaks to the app's bundler.
  });
  const { output } = await build.generate({ format: "esm", minify: true });
  const [chunk, ...others] = output;
  if (others.length > 0 || chunk.imports.some((name) => !external.includes(name)))
    throw new Error(`${entry} is more than one module`);
  return gzipSync(chunk.code, { level: 9 }).length;
}
