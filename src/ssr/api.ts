import { AuthClientError, toAuthClientError } from "../client/errors.ts";
import type { CookieJar } from "./cookie-jar.ts";
import type { Options } from "./options.ts";
import { isSafe } from "./own-page.ts";

/** The API, called for one browser. */
export interface Api {
  /** Sends a request to the API's origin with the browser's cookies, and keeps those of its answer. */
  send(request: Request): Promise<Response>;
  /**
   * One call of a route of Wafer, its answer read to the end.
   *
   * @returns null where the API says that nobody is signed in
   * @throws {AuthClientError}
   */
  call(method: "GET" | "POST", path: string): Promise<object | null>;
  /** The last Clear-Site-Data of the API's answers. */
  readonly clearSiteData: string | null;
}

/** The refusals that mean "nobody is signed in". Another 401 is of a proxy, and tells nothing of the user. */
const SIGNED_OUT: readonly string[] = ["not_authenticated", "token_invalid", "session_ended"];

/** Of the request that is answered, what the API is told. */
export interface Browser {
  readonly jar: CookieJar;
  readonly userAgent: string | null;
  readonly address: string | undefined;
}

export function createApi(options: Options, { jar, userAgent, address }: Browser): Api {
  let clearSiteData: string | null = null;

  function headersFor(sent: Request): Headers {
    const headers = new Headers(sent.headers);
    const cookies = jar.own();
    headers.delete("cookie");
    if (cookies !== "") headers.set("cookie", cookies);
    // What a caller copied from the browser's request would let it choose its address.
    headers.delete("x-forwarded-for");
    if (address !== undefined) headers.set("x-forwarded-for", address);
    if (userAgent !== null) headers.set("user-agent", userAgent);
    if (!isSafe(sent.method)) headers.set("origin", options.origin);
    return headers;
  }

  async function send(sent: Request): Promise<Response> {
    // A redirect to another origin would take the cookies along.
    const init: RequestInit = { headers: headersFor(sent), redirect: "manual", cache: "no-store" };
    const response = await fetch(new Request(sent, init));
    jar.keep(response.headers.getSetCookie());
    clearSiteData = response.headers.get("clear-site-data") ?? clearSiteData;
    return response;
  }

  async function read(response: Response): Promise<object | null> {
    if (response.ok) return Object(await response.json());
    const refusal = await toAuthClientError(response);
    if (response.status === 401 && SIGNED_OUT.includes(refusal.code)) return null;
    throw refusal;
  }

  return {
    send,
    async call(method, path) {
      const signal = AbortSignal.timeout(options.timeout);
      try {
        return await read(await send(new Request(new URL(path, options.base), { method, signal })));
      } catch (error) {
        if (error instanceof AuthClientError) throw error;
        throw new AuthClientError(error instanceof SyntaxError ? "unexpected_answer" : "network_error");
      }
    },
    get clearSiteData() {
      return clearSiteData;
    },
  };
}
