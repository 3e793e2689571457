import { trimOws } from "../trim-ows.ts";
import type { Options } from "./options.ts";

type Kind = "access" | "refresh" | "csrf";

/** The cookies of one request, brought up to date by the API's answers. */
export interface CookieJar {
  /** The Cookie header for the API: Wafer's cookies and no other. */
  own(): string;
  /** The Cookie header with all cookies of the request. */
  all(): string;
  has(kind: Kind): boolean;
  /** The value of the readable CSRF cookie. */
  csrfToken(): string | undefined;
  /** Takes over the Set-Cookie values of an answer that are of Wafer's cookies. */
  keep(lines: readonly string[]): void;
  /** The values that were taken over, to the byte; the last one of each name. */
  readonly setCookies: readonly string[];
}

type CookieNames = Pick<Options, "accessCookieName" | "refreshCookieName" | "csrfCookieName">;

/** What the API's settings may put before a name, the strongest first (src/cookies/cookie-names.ts). */
const PREFIXES = ["__Host-Http-", "__Host-", "__Secure-", ""];

/** @param header the Cookie header of the request */
export function createCookieJar(header: string | null, names: CookieNames): CookieJar {
  const kinds = new Map<string, Kind>([
    [bare(names.refreshCookieName), "refresh"],
    [bare(names.csrfCookieName), "csrf"],
    [bare(names.accessCookieName), "access"],
  ]);
  // Two of one name stay two: which of them is planted is not ours to tell, and the API refuses both.
  let pairs = (header ?? "").split(";").flatMap((text) => {
    const pair = trimOws(text);
    return pair === "" ? [] : [{ pair, name: nameOf(pair) }];
  });
  const kept = new Map<string, string>();
  const kindOf = (name: string) => kinds.get(bare(name));
  const write = (list: typeof pairs) => list.map(({ pair }) => pair).join("; ");

  function keepOne(line: string): void {
    const [pair = "", ...attributes] = line.split(";");
    const name = nameOf(pair);
    if (kindOf(name) === undefined) return;
    kept.delete(name);
    kept.set(name, line);
    pairs = pairs.filter((other) => other.name !== name);
    if (!attributes.some(isOver)) pairs.push({ pair: trimOws(pair), name });
  }

  return {
    own: () => write(pairs.filter(({ name }) => kindOf(name) !== undefined)),
    all: () => write(pairs),
    has: (kind) => pairs.some(({ name }) => kindOf(name) === kind),
    csrfToken() {
      const found = PREFIXES.map((prefix) =>
        pairs.find(({ name }) => name.startsWith(prefix) && kindOf(name) === "csrf"),
      ).find(Boolean);
      return found?.pair.slice(found.pair.indexOf("=") + 1);
    },
    keep: (lines) => lines.forEach(keepOne),
    get setCookies() {
      return [...kept.values()];
    },
  };
}

function nameOf(pair: string): string {
  return trimOws(pair.split("=", 1)[0] ?? "");
}

function bare(name: string): string {
  const prefix = PREFIXES.find((known) => name.startsWith(known)) ?? "";
  return name.slice(prefix.length);
}

/** Whether an attribute deletes its cookie (RFC 6265 section 5.2.2). The API writes no Expires. */
function isOver(attribute: string): boolean {
  return /^\s*max-age=(?:0|-\d+)\s*$/i.test(attribute);
}
