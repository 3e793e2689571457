import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { SettingsInput } from "../../src/index.ts";
import { type AuthClientError, createServerAuth } from "../../src/ssr/index.ts";
import type { Answer, Client } from "./client.ts";
import { type RenderingServer, startRenderingServer } from "./rendering-server.ts";
import { ACCESS, ORIGIN, serve, type TestServer } from "./serve.ts";

export const MINUTE = 60_000;

export interface World {
  readonly api: TestServer;
  readonly site: RenderingServer;
  /** A browser that is signed in, on the pages of the site. */
  readonly browser: Client;
  /** The requests to the API so far, as "GET /me 200"; starts anew. */
  takeCalls(): string[];
}

export async function started(settings: SettingsInput = {}): Promise<World> {
  const api = await serve(settings);
  onTestFinished(() => api.close());
  const site = await startRenderingServer(api.url);
  onTestFinished(() => site.close());
  const browser = (await api.signedIn()).copy(site.url);
  const takeCalls = () => callsOf(api.logs.splice(0));
  takeCalls();
  return { api, site, browser, takeCalls };
}

function callsOf(lines: readonly string[]): string[] {
  return lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === "request")
    .map(({ method, path, status }) => `${method} ${path} ${status}`);
}

/** A browser forgets the cookie at that moment; one whose clock is behind sends it on. */
export function expireAccess({ api, browser }: World, isForgotten = true): void {
  api.clock.now += 6 * MINUTE;
  if (isForgotten) browser.jar.delete(ACCESS);
}

export const heading = ({ text }: Answer) => /<h1>(.*?)<\/h1>/.exec(text)?.[1];

/** A request of a browser's page, as the rendering server's framework has it. */
export function requestOf(browser: Client, more = ""): Request {
  const pairs = [...browser.jar].map(([name, value]) => `${name}=${value}`);
  return new Request(ORIGIN, { headers: { cookie: [...(more === "" ? [] : [more]), ...pairs].join("; ") } });
}

export async function failureOf(apiUrl: string, request: Request, timeout = 5_000): Promise<AuthClientError> {
  return createServerAuth({ apiUrl, origin: ORIGIN, timeout })
    .load(request)
    .then(
      () => Promise.reject(new Error("it did not fail")),
      (error: AuthClientError) => error,
    );
}

/** A server that answers everything in one way. */
export async function answering(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that knows everybody as ada, and shows what it was sent. */
export function echo(see: (headers: Readonly<Record<string, unknown>>) => void): Promise<string> {
  return answering((request, response) => {
    see(request.headers);
    response.setHeader("content-type", "application/json").end('{"user":{"id":"1","username":"ada"}}');
  });
}
