import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** The same three levels up from src/server/pages and from dist/server/pages. */
const FOLDER = new URL("../../../pages/", import.meta.url);

export interface Asset {
  readonly name: string;
  readonly type: string;
  readonly body: Buffer;
  /** A strong entity tag, with its quotes (RFC 9110 section 8.8.3). */
  readonly etag: string;
}

/** The static files of the pages, read once: they change with the package only. */
export const assets: readonly Asset[] = [
  { name: "style.css", type: "text/css; charset=utf-8", files: ["colors.css", "style.css"] },
  { name: "page.js", type: "text/javascript; charset=utf-8", files: ["page.js"] },
  { name: "icon.svg", type: "image/svg+xml", files: ["icon.svg"] },
].map(readAsset);

/** The address of a file with its version, so that a new one is not taken from a browser's cache for the old. */
export function assetUrl(name: "style.css" | "page.js" | "icon.svg"): string {
  const etag = assets.find((asset) => asset.name === name)?.etag ?? "";
  return `/assets/${name}?v=${etag.slice(1, 9)}`;
}

/** Whether the browser has this very file (RFC 9110 section 13.1.2); a weak tag of a proxy counts too. */
export function isFresh(ifNoneMatch: string | undefined, { etag }: Asset): boolean {
  const tags = (ifNoneMatch ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

interface Source extends Pick<Asset, "name" | "type"> {
  /** Sent one after the other, as one file. */
  readonly files: readonly string[];
}

function readAsset({ name, type, files }: Source): Asset {
  const body = Buffer.concat(files.map((file) => readFileSync(new URL(file, FOLDER))));
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  return { name, type, body, etag };
}
