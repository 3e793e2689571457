import { AuthClientError } from "../client/errors.ts";
import type { Api } from "./api.ts";
import type { CookieJar } from "./cookie-jar.ts";
import type { Options } from "./options.ts";
import { isChangeByOwnPage, isSafe } from "./own-page.ts";

/** As the runtime's `fetch`. */
export type SessionFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** `fetch` for the browser that sent `request`: its cookies go to the API's origin, and to no other. */
export function createFetch(api: Api, request: Request, jar: CookieJar, options: Options): SessionFetch {
  return async (input, init) => {
    const isRequest = input instanceof Request;
    const url = new URL(isRequest ? input.url : input, options.base);
    if (url.origin !== options.base.origin) return fetch(isRequest ? input : url, init);
    const sent = new Request(isRequest ? input : url, init);
    if (isSafe(sent.method)) return api.send(sent);
    if (!isChangeByOwnPage(request, options.origin))
      throw new AuthClientError("csrf_failed", {
        status: 403,
        message:
          "The request that is answered here was not sent to change something by a page of this origin.",
      });
    const token = jar.csrfToken();
    if (token !== undefined) sent.headers.set(options.csrfHeaderName, token);
    return api.send(sent);
  };
}
