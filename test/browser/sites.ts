import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, onTestFinished } from "vitest";
import { settingsFromEnvironment } from "../../src/settings/settings.ts";
import type { SettingsInput } from "../../src/settings/table.ts";
import { serve } from "../http/serve.ts";
import { launchBrowser } from "./browser.ts";
import type { Place } from "./client-world.ts";
import { bundlePage, PAGE } from "./front-end.ts";
import { type Arrival, type Handler, passOnTo, startHttpsHosts } from "./https-hosts.ts";

export const API = "https://api.example.test";
export const APP = "https://app.example.test";
/** A host of the same site that somebody else has. */
export const SIBLING = "https://evil.example.test";
export const OTHER_SITE = "https://app.other.test";
/** A host that nobody trusts, of another site than the API's. */
export const STRANGER = "https://evil.other.test";

/** An API at {@link API}, with the users ada and bob, for front ends on other hosts. */
export interface Site extends Place {
  readonly browser: Browser;
  /** What a browser needs to find the hosts and to trust them. */
  readonly browserArguments: readonly string[];
  /** The last such call that came to a host. */
  last(origin: string, call: string): Arrival | undefined;
}

/** Names of the files of settings that the guide shows. */
type Layout = "sub-domains" | "cookies-of-the-domain" | "cross-site";

/** The settings of a layout, as the guide has them. */
export function environmentOf(layout: Layout | "same-origin"): NodeJS.Dict<string> {
  return parseEnv(readFileSync(`docs/guides/hosts/${layout}.env`, "utf8"));
}

/** Starts the hosts and a browser before the tests of a file. @returns what starts an API for one test */
export function useSites(): (layout?: Layout, changes?: SettingsInput) => Promise<Site> {
  let api = "";
  let browser: Browser;
  let hosts: Awaited<ReturnType<typeof startHttpsHosts>>;
  beforeAll(async () => {
    const frontEnd = servePage(await bundlePage());
    hosts = await startHttpsHosts({
      [hostOf(API)]: passOnTo(() => api),
      [hostOf(APP)]: frontEnd,
      [hostOf(OTHER_SITE)]: frontEnd,
      [hostOf(SIBLING)]: serveEvil,
      [hostOf(STRANGER)]: serveEvil,
    });
    browser = await launchBrowser(hosts.browserArguments);
  });
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
  afterAll(async () => {
    await browser.close();
    hosts.close();
  });
  return async (layout = "sub-domains", changes = {}) => {
    const server = await serve({ ...settingsFromEnvironment(environmentOf(layout)), ...changes });
    onTestFinished(() => server.close());
    await server.addUser({ username: "bob" });
    api = server.url;
    hosts.arrivals.length = 0;
    return {
      browser,
      server,
      frontEnd: { origin: String(server.auth.settings.trustedOrigins[0]) },
      api: API,
      browserArguments: hosts.browserArguments,
      last: (origin, call) =>
        hosts.arrivals.findLast((arrival) => arrival.host === hostOf(origin) && arrival.call === call),
    };
  };
}

function hostOf(origin: string): string {
  return new URL(origin).host;
}

function servePage(code: string): Handler {
  return ({ url }, outgoing) => {
    const isScript = url === "/main.js";
    outgoing
      .setHeader("content-type", isScript ? "text/javascript" : "text/html")
      .end(isScript ? code : PAGE);
  };
}

/** An empty page, with the cookie that the address names. */
const serveEvil: Handler = ({ url = "" }, outgoing) => {
  const cookie = new URL(url, SIBLING).searchParams.get("cookie");
  if (cookie !== null) outgoing.setHeader("set-cookie", cookie);
  // Bytes: Node would write the header as UTF-8 together with a text.
  outgoing.setHeader("content-type", "text/html").end(Buffer.from("<!doctype html><title>evil</title>"));
};

/** "api.example.test __Host-csrftoken", sorted; a dot before the host says that its sub-domains get it too. */
export async function stored(context: BrowserContext): Promise<string[]> {
  return (await context.cookies()).map(({ domain, name }) => `${domain} ${name}`).sort();
}
