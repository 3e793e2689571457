import type { Api } from "./api.ts";
import type { Attempt, Attempts } from "./attempts.ts";
import { toAuthClientError } from "./errors.ts";

/** As the browser's `fetch`. */
export type ApiFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** `fetch`, with the API's cookies, CSRF token and renewal for addresses on the API's origin, and for no other. */
export function createApiFetch(api: Api, attempts: Attempts): ApiFetch {
  function sendOnce(request: Request, { token }: Attempt): Promise<Response> {
    const sent = new Request(request, {
      credentials: api.credentials(),
      // A redirect to another origin would take the header along (Fetch section 4.4).
      redirect: token === null ? request.redirect : "error",
    });
    if (token !== null) sent.headers.set(api.options.csrfHeaderName, token);
    return fetch(sent);
  }

  return async (input, init) => {
    const isRequest = input instanceof Request;
    const url = new URL(isRequest ? input.url : input, api.base());
    if (!api.isOwn(url)) return fetch(isRequest ? input : url, init);
    const request = new Request(isRequest ? input : url, init);
    // A stream can be read once, and a copy would hold all of it in memory: its first answer stands.
    if (init?.body instanceof ReadableStream) return sendOnce(request, await attempts.begin(request.method));
    return attempts.run(request.method, async (attempt) => {
      const response = await sendOnce(request.clone(), attempt);
      const { status } = response;
      const refusal = status === 401 || status === 403 ? await toAuthClientError(response.clone()) : null;
      return { status, code: refusal?.code, result: () => response };
    });
  };
}
