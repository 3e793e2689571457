import { createReadStream, existsSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

const TYPES: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css" };

/** A front end and, under /api, its API: one origin, as behind a reverse proxy. */
export interface SameOrigin {
  /** "http://localhost:41234" */
  readonly origin: string;
  /** Where the API is. */
  api: string;
  close(): void;
}

/** Serves a built single-page app: its files, and index.html for every other path. */
export async function serveSameOrigin(folder: string): Promise<SameOrigin> {
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url = "/" } = incoming;
    if (!url.startsWith("/api/")) {
      const name = url.split("?", 1)[0] ?? "";
      const isFile = extname(name) !== "" && existsSync(join(folder, name));
      outgoing.setHeader("content-type", isFile ? (TYPES[extname(name)] ?? "text/plain") : "text/html");
      createReadStream(join(folder, isFile ? name : "index.html")).pipe(outgoing);
      return;
    }
    const passed = request(frontEnd.api + url.slice("/api".length), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => incoming.socket.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const frontEnd: SameOrigin = {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    api: "",
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return frontEnd;
}
