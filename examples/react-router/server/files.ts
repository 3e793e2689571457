import { readdirSync, readFileSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join } from "node:path";

const FOLDER = join(import.meta.dirname, "../client");
const TYPES: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css" };

/** What browsers load, by its address: read once, so that no path of a request reaches the file system. */
const files = new Map(
  readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(FOLDER, name)).isFile())
    .map((name) => [`/${name}`, readFileSync(join(FOLDER, name))]),
);

/** @returns whether there is a file at the address */
export function sendFile({ url = "" }: IncomingMessage, response: ServerResponse): boolean {
  const file = files.get(url);
  if (file === undefined) return false;
  // Their names have a hash of what is in them.
  response.setHeader("cache-control", "public, max-age=31536000, immutable");
  response.setHeader("content-type", TYPES[extname(url)] ?? "application/octet-stream").end(file);
  return true;
}
