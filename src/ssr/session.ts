import type { User } from "../client/wire.ts";
import type { Api } from "./api.ts";
import { applyTo } from "./apply-to.ts";
import type { CookieJar } from "./cookie-jar.ts";
import { createFetch, type SessionFetch } from "./fetch.ts";
import type { Options } from "./options.ts";

/** Who sent a request, and what its answer must tell the browser. */
export interface ServerSession {
  /** Null when nobody is signed in. */
  readonly user: User | null;
  /** Set-Cookie values for the browser, exactly as the API gave them; empty where it gave none. Never log them. */
  readonly setCookies: readonly string[];
  /**
   * A copy of the request's headers with the new cookies in the place of the old ones, for a framework that hands the request
   * on to a render. For nobody else: the other cookies of the request are among them.
   */
  readonly headers: Headers;
  /**
   * Like `fetch`, relative addresses taken from `apiUrl`. On the API's origin it sends Wafer's cookies as they are now, follows
   * no redirect and takes the cookies of the answer over into `setCookies`; to any other origin the call goes as it is.
   * An unsafe method needs a request that a page of `origin` sent with an unsafe method.
   *
   * @throws {AuthClientError} csrf_failed
   * @throws {TypeError} the runtime's own, when there was no answer
   */
  readonly fetch: SessionFetch;
  /**
   * The response with `setCookies`, and closed to shared caches. Changes `response` itself, or a copy where its headers cannot
   * be changed.
   */
  applyTo(response: Response): Response;
}

interface SessionParts {
  readonly user: User | null;
  readonly request: Request;
  readonly jar: CookieJar;
  readonly api: Api;
  readonly options: Options;
}

/** What holds a token is not enumerable: a session that is logged, or sent to a page by mistake, shows the user only. */
export function createSession({ user, request, jar, api, options }: SessionParts): ServerSession {
  const session = {
    user,
    fetch: createFetch(api, request, jar, options),
    applyTo: (response: Response) => applyTo(response, jar.setCookies, api.clearSiteData),
  };
  return Object.freeze(
    Object.defineProperties(session as ServerSession, {
      setCookies: { get: () => jar.setCookies },
      headers: { get: () => headersWith(request.headers, jar.all()) },
    }),
  );
}

function headersWith(given: Headers, cookies: string): Headers {
  const headers = new Headers(given);
  if (cookies === "") headers.delete("cookie");
  else headers.set("cookie", cookies);
  return headers;
}
