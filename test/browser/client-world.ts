import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { PASSWORD, serve, type TestServer } from "../http/serve.ts";
import { launchBrowser } from "./browser.ts";
import { type FrontEnd, type FrontEndSource, startFrontEnd } from "./front-end.ts";

const MINUTES = 60_000;

/** A browser, a server with the users ada and bob, and a front end whose page has the client as `auth`. */
export interface World {
  readonly browser: Browser;
  readonly server: TestServer;
  readonly frontEnd: FrontEnd;
  /** The API on the front end's host, at another port. */
  readonly api: string;
  /** The front end and the API on two hosts of one site: page script cannot read the API's cookies. */
  readonly otherHost: { readonly frontEnd: string; readonly api: string };
  /** The front end on a host for which a browser keeps no Secure cookies. */
  readonly plainHost: string;
  /** The front end on another site than the API. */
  readonly otherSite: string;
}

/** What the tabs of a profile need of a world. */
export interface Place {
  readonly browser: Pick<Browser, "newContext">;
  readonly server: TestServer;
  readonly frontEnd: Pick<FrontEnd, "origin">;
  readonly api: string;
}

/** What a call of a page came to: its value, or the error it failed with. */
export interface Outcome<Value = unknown> {
  readonly value?: Value;
  readonly code?: string;
  readonly status?: number;
  readonly retryAfter?: number | null;
  readonly message?: string;
}

/** The answer of POST /token/verify, which tells who sent it. */
export interface Verified {
  readonly status: number;
  readonly userId?: string;
  readonly code?: string;
}

export interface State {
  readonly status: string;
  readonly user: { readonly id: string; readonly username: string } | null;
  readonly reason: string | null;
}

interface ClientOptions {
  readonly baseUrl?: string;
  readonly timeout?: number;
}

/** A browser profile, and the requests of all its tabs. */
export interface Profile {
  readonly context: BrowserContext;
  /** "POST /token/refresh" */
  readonly requests: string[];
  /** Opens the front end's page; without a baseUrl it calls the API through the proxy, on its own origin. */
  tab(options?: ClientOptions): Promise<Page>;
  count(call: string): number;
}

/** Starts the world before the tests of a file, and ends it after them. */
export function useWorld(source?: FrontEndSource): () => World {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(source);
  });
  afterEach(async () => {
    world.frontEnd.fate = () => "through";
    await Promise.all(world.browser.contexts().map((context) => context.close()));
  });
  afterAll(async () => {
    await world.browser.close();
    world.frontEnd.close();
    await world.server.close();
  });
  return () => world;
}

async function startWorld(source?: FrontEndSource): Promise<World> {
  const [browser, frontEnd] = await Promise.all([
    launchBrowser(["--host-resolver-rules=MAP app.example.test 127.0.0.1"]),
    startFrontEnd(source),
  ]);
  const plainHost = `http://app.example.test:${frontEnd.port}`;
  const otherSite = `http://127.0.0.1:${frontEnd.port}`;
  const otherHost = `http://web.app.localhost:${frontEnd.port}`;
  const server = await serve({ trustedOrigins: [frontEnd.origin, otherHost, plainHost, otherSite] });
  await server.addUser({ username: "bob" });
  frontEnd.api = server.url;
  return {
    browser,
    server,
    frontEnd,
    api: `http://localhost:${server.port}`,
    otherHost: { frontEnd: otherHost, api: `http://api.app.localhost:${server.port}` },
    plainHost,
    otherSite,
  };
}

export async function newProfile(world: Place, origin = world.frontEnd.origin): Promise<Profile> {
  const context = await world.browser.newContext();
  context.setDefaultTimeout(10_000);
  const requests: string[] = [];
  context.on("request", (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
  return {
    context,
    requests,
    async tab(options = { baseUrl: world.api }) {
      const page = await context.newPage();
      await page.goto(`${origin}/#${encodeURIComponent(JSON.stringify(options))}`);
      await page.waitForFunction("'auth' in window");
      await agreeOnTime(world, page);
      return page;
    },
    count: (call) => requests.filter((request) => request === call).length,
  };
}

/** Signs ada in, in the first of `count` tabs, and waits for the others to hear of it. */
export async function signedInTabs(
  world: Place,
  count: number,
  options?: ClientOptions,
  origin?: string,
): Promise<Profile & { readonly first: Page; readonly tabs: readonly Page[] }> {
  const profile = await newProfile(world, origin);
  const first = await profile.tab(options);
  const others = Array.from({ length: count - 1 }, () => profile.tab(options));
  const tabs = [first, ...(await Promise.all(others))];
  expect(await signIn(first)).toMatchObject({ value: { username: "ada" } });
  for (const tab of tabs) await tab.waitForFunction("auth.state.status === 'signed-in'");
  profile.requests.length = 0;
  return { ...profile, first, tabs };
}

export function signIn(page: Page, username = "ada", password = PASSWORD): Promise<Outcome> {
  return outcome(page, `auth.signIn(${JSON.stringify({ username, password })})`);
}

export function outcome<Value>(page: Page, expression: string): Promise<Outcome<Value>> {
  return page.evaluate<Outcome<Value>>(`outcome(async () => ${expression})`);
}

/** What each tab's call came to, all at once. */
export function inEach<Value>(tabs: readonly Page[], expression: string): Promise<Outcome<Value>[]> {
  return Promise.all(tabs.map((tab) => outcome<Value>(tab, expression)));
}

export function stateOf(page: Page): Promise<State> {
  return page.evaluate<State>("auth.state");
}

/** The access token ends, and the tabs that are named can tell so by their clocks. */
export async function expire(world: Place, tabs: readonly Page[] = []): Promise<void> {
  world.server.clock.now += 6 * MINUTES;
  await Promise.all(tabs.map((tab) => agreeOnTime(world, tab)));
}

/** The page's clock tells the server's time, which stands still until a test moves it. */
async function agreeOnTime({ server }: Place, page: Page): Promise<void> {
  await page.evaluate(`shift.ms = ${server.clock.now - Date.now()}`);
}

/** Somebody signs in with this browser, and no tab hears of it: another front end did it, or the server's own page. */
export async function signInUnheard(
  { server }: World,
  context: BrowserContext,
  username: string,
): Promise<void> {
  const { jar } = await server.signedIn(username);
  const cookies = await context.cookies();
  await context.addCookies(cookies.map((cookie) => ({ ...cookie, value: jar.get(cookie.name) ?? "" })));
}
