import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  AuthClientError,
  createServerAuth,
  type ServerAuth,
  type ServerSession,
} from "../../src/ssr/index.ts";
import { ORIGIN } from "./serve.ts";

/** A server that renders pages for people who are signed in at the API, on node:http alone. */
export interface RenderingServer {
  readonly url: string;
  /** What it writes to its log. */
  readonly logs: string[];
  close(): Promise<void>;
}

export async function startRenderingServer(apiUrl: string): Promise<RenderingServer> {
  const auth = createServerAuth({ apiUrl, origin: ORIGIN });
  const logs: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const request = await toRequest(incoming);
    const clientAddress = incoming.socket.remoteAddress;
    await send(await answer(request, clientAddress, auth, logs), outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    logs,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  request: Request,
  clientAddress: string | undefined,
  auth: ServerAuth,
  logs: string[],
): Promise<Response> {
  try {
    const session = await auth.load(request, { clientAddress });
    logs.push(JSON.stringify(session));
    return session.applyTo(await render(request, session));
  } catch (error) {
    if (!(error instanceof AuthClientError)) throw error;
    logs.push(`${error.code}: ${error.stack}`);
    return sorry(error);
  }
}

const HTML = { "content-type": "text/html; charset=utf-8" };

async function render(request: Request, session: ServerSession): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (request.method === "POST") {
    const body = new URLSearchParams(await request.text());
    const { status } = await session.fetch(pathname, { method: "POST", body });
    return status < 300
      ? new Response(null, { status: 303, headers: { location: "/" } })
      : page(`No: ${status}`);
  }
  if (session.user === null) return page("Nobody is signed in");
  if (pathname === "/sessions") {
    const { sessions } = (await (await session.fetch("/sessions")).json()) as { sessions: unknown[] };
    return page(`${session.user.username} is signed in ${sessions.length} times`);
  }
  return page(`Signed in as ${session.user.username}`);
}

function sorry({ status, message }: AuthClientError): Response {
  const body = `<h1>Try again</h1><p>${message}</p>`;
  return new Response(body, { status: status === 403 ? 403 : 503, headers: HTML });
}

function page(heading: string): Response {
  return new Response(`<!doctype html><title>app</title><h1>${heading}</h1>`, { headers: HTML });
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = "GET", url = "/", headers } = incoming;
  return new Request(new URL(url, ORIGIN), {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]),
    body: chunks.length === 0 ? null : Buffer.concat(chunks),
  });
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.setHeaders(response.headers).writeHead(response.status);
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}
