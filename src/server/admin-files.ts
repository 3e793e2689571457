import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { gzipSync } from "node:zlib";

/** Where `npm run build` puts the page; the same two levels up from src/server and from dist/server. */
const FOLDER = new URL("../../dist/admin-page/", import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

export interface StaticFile {
  readonly type: string;
  readonly body: Buffer;
  /** Made when it is first wanted: there is nothing secret in it that its length could tell. */
  readonly gzipped: () => Buffer;
  /** Of each form its own: they differ in their bytes (RFC 9110 section 8.8.3.3). */
  readonly etags: { readonly plain: string; readonly gzip: string };
}

/** The files by name, each read when it is first asked for. */
export function readAdminFiles(): ReadonlyMap<string, () => StaticFile> {
  const folder = new URL("assets/", FOLDER);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return new Map(
    names.map((name) => [name, once(() => toFile(extname(name), readFileSync(new URL(name, folder))))]),
  );
}

/** The document as it was built; null where nobody has built it. */
export function readAdminDocument(): string | null {
  const file = new URL("index.html", FOLDER);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/** @param extension with its dot */
export function toFile(extension: string, body: Buffer): StaticFile {
  const hash = createHash("sha256").update(body).digest("base64url").slice(0, 22);
  return {
    type: TYPES[extension] ?? "application/octet-stream",
    body,
    gzipped: once(() => gzipSync(body, { level: 9 })),
    etags: { plain: `"${hash}"`, gzip: `"${hash}-gz"` },
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
