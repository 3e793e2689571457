import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { rolldown } from "rolldown";

/** What becomes of a request to the API: it goes through, its answer never arrives, its connection breaks, or this. */
export type Fate = "through" | "swallowed" | "broken" | Refusal;

interface Refusal {
  readonly status: number;
  readonly retryAfter?: string;
  readonly location?: string;
  /** Of problem details; without it the body is a page of HTML, as a proxy's. */
  readonly code?: string;
}

/** An app's front end on an origin of its own, which is also a proxy of the API: pages may use either address. */
export interface FrontEnd {
  readonly origin: string;
  readonly port: number;
  /** Where the API is: "http://localhost:41234". */
  api: string;
  /** Decides by method and path: "POST /token/refresh". */
  fate: (call: string) => Fate;
  close(): void;
}

/** The app that it serves. */
export interface FrontEndSource {
  /** The script's entry. */
  readonly entry: string;
  readonly style?: string;
}

const CLIENT: FrontEndSource = { entry: "test/browser/fixtures/client/main.js" };
export const PAGE = `<!doctype html><html lang="en"><title>app</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>html { background: Canvas }</style><link rel="stylesheet" href="/style.css"><main id="root"></main><script type="module" src="/main.js"></script>`;

export async function startFrontEnd({ entry, style }: FrontEndSource = CLIENT): Promise<FrontEnd> {
  const code = await bundlePage(entry);
  const css = style === undefined ? "" : readFileSync(style, "utf8");
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url?.replace(/\?.*/, "");
    if (path === "/") outgoing.setHeader("content-type", "text/html").end(PAGE);
    else if (path === "/main.js") outgoing.setHeader("content-type", "text/javascript").end(code);
    else if (path === "/style.css") outgoing.setHeader("content-type", "text/css").end(css);
    else passOn(frontEnd, incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const frontEnd: FrontEnd = {
    origin: `http://localhost:${port}`,
    port,
    api: "",
    fate: () => "through",
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return frontEnd;
}

/** The script of {@link PAGE}: one ES module for a browser, as an app's own bundler would make it. */
export async function bundlePage(input: string = CLIENT.entry): Promise<string> {
  const build = await rolldown({
    input,
    platform: "browser",
    transform: { define: { "process.env.NODE_ENV": '"development"' } },
    checks: { moduleLevelDirective: false },
  });
  const { output } = await build.generate({ format: "esm" });
  return output[0].code;
}

function passOn(frontEnd: FrontEnd, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const fate = frontEnd.fate(`${incoming.method} ${incoming.url}`);
  if (fate === "broken") return void incoming.socket.destroy();
  if (typeof fate === "object") {
    refuse(fate, outgoing);
    return;
  }
  const { method, headers } = incoming;
  const passed = request(frontEnd.api + incoming.url, { method, headers }, (answer) => {
    if (fate === "swallowed") return void answer.resume();
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  passed.on("error", () => incoming.socket.destroy());
  incoming.pipe(passed);
}

function refuse({ status, retryAfter, location, code }: Refusal, outgoing: ServerResponse): void {
  const isProblem = code !== undefined;
  outgoing.statusCode = status;
  if (retryAfter !== undefined) outgoing.setHeader("retry-after", retryAfter);
  if (location !== undefined) outgoing.setHeader("location", location);
  outgoing
    .setHeader("content-type", isProblem ? "application/problem+json" : "text/html")
    .end(
      isProblem ? JSON.stringify({ title: "", status, detail: "Not now.", code }) : "<h1>Bad gateway</h1>",
    );
}
