import { AuthClientError, toAuthClientError } from "./errors.ts";

/** Options of {@link createAuthClient}; all may be left out. */
export interface AuthClientOptions {
  /**
   * Where the API is: an origin, with a path where the routes are mounted on one.
   * @default "" the page's own origin
   * @example "https://login.example.com"
   */
  readonly baseUrl?: string;
  /**
   * The server's `csrfCookieName`, without a prefix.
   * @default "csrftoken"
   */
  readonly csrfCookieName?: string;
  /**
   * The server's `csrfHeaderName`.
   * @default "X-CSRFToken"
   */
  readonly csrfHeaderName?: string;
  /**
   * Milliseconds the client's own calls wait for an answer. Calls by `fetch` wait as long as their `signal` says.
   * @default 10_000
   */
  readonly timeout?: number;
}

interface Sent {
  readonly body?: object;
  readonly token?: string | null;
}

/** The server, and how to call it with its cookies. */
export interface Api {
  readonly options: Required<AuthClientOptions>;
  /** Where the API is, with a slash at its end. */
  base(): URL;
  /** Whether an address is on the API's origin: nothing of ours goes to any other. */
  isOwn(url: URL): boolean;
  /** What `fetch` needs for the API's cookies to travel. */
  credentials(): RequestCredentials;
  /**
   * One call of a route of Wafer, its answer read to the end.
   *
   * @throws {AuthClientError}
   */
  call<Answer = unknown>(method: string, path: string, sent?: Sent): Promise<Answer>;
}

export function createApi(given: AuthClientOptions): Api {
  const options = {
    baseUrl: "",
    csrfCookieName: "csrftoken",
    csrfHeaderName: "X-CSRFToken",
    timeout: 10_000,
    ...given,
  };
  // Not at once: where pages are rendered on a server there is no location, and nothing is called.
  const base = () => new URL(`${options.baseUrl.replace(/\/+$/, "")}/`, globalThis.location?.href);
  const isOwn = (url: URL) => url.origin === base().origin && url.protocol === base().protocol;
  const credentials = () => (globalThis.location?.origin === base().origin ? "same-origin" : "include");

  async function send(url: URL, method: string, { body, token }: Sent): Promise<Response> {
    const headers = new Headers();
    if (body) headers.set("content-type", "application/json");
    if (token) headers.set(options.csrfHeaderName, token);
    return fetch(url, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
      credentials: credentials(),
      // A redirect would carry a password or the CSRF token to wherever it points.
      redirect: "error",
      signal: AbortSignal.timeout(options.timeout),
    });
  }

  return {
    options,
    base,
    isOwn,
    credentials,
    async call(method, path, sent = {}) {
      const url = new URL(path, base());
      try {
        const response = await send(url, method, sent);
        if (!response.ok) throw await toAuthClientError(response);
        // An answer that is no object must not break its reader.
        return Object(response.status === 204 ? null : await response.json());
      } catch (error) {
        if (error instanceof AuthClientError) throw error;
        throw new AuthClientError(error instanceof SyntaxError ? "unexpected_answer" : "network_error");
      }
    },
  };
}
