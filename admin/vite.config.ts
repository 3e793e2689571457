import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The admin page: files with hashed names, none of them inline, so that the content security policy holds. */
export default defineConfig({
  root: at("."),
  base: "/admin/",
  resolve: { alias: { "wafer-auth/client": at("../src/client/index.ts") } },
  build: {
    outDir: at("../dist/admin-page"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    license: { fileName: "licenses.md" },
    reportCompressedSize: false,
  },
  logLevel: "warn",
});
