/** Options of {@link createServerAuth}. */
export interface ServerAuthOptions {
  /**
   * Where the API is, as this server reaches it: an origin, with a path where the routes are mounted on one.
   * @example "http://localhost:8000"
   */
  readonly apiUrl: string;
  /**
   * The origin of the pages, as browsers have it. The API must trust it.
   * @example "https://app.example.com"
   */
  readonly origin: string;
  /**
   * The API's `accessCookieName`, without a prefix.
   * @default "access_token"
   */
  readonly accessCookieName?: string;
  /**
   * The API's `refreshCookieName`, without a prefix.
   * @default "refresh_token"
   */
  readonly refreshCookieName?: string;
  /**
   * The API's `csrfCookieName`, without a prefix.
   * @default "csrftoken"
   */
  readonly csrfCookieName?: string;
  /**
   * The API's `csrfHeaderName`.
   * @default "X-CSRFToken"
   */
  readonly csrfHeaderName?: string;
  /**
   * Milliseconds that each call of `load` waits for its answer. Calls by `session.fetch` wait as long as their `signal` says.
   * @default 5_000
   */
  readonly timeout?: number;
}

/** The options, complete and checked. */
export type Options = Readonly<Required<ServerAuthOptions> & { base: URL }>;

/** @throws {TypeError} with a sentence that names the option */
export function readOptions(given: ServerAuthOptions): Options {
  const base = URL.parse(`${given.apiUrl.replace(/\/+$/, "")}/`);
  if (base === null || !/^https?:$/.test(base.protocol))
    throw new TypeError('apiUrl must be an http or https address, such as "http://localhost:8000"');
  if (URL.parse(given.origin)?.origin !== given.origin)
    throw new TypeError('origin must be an origin without a path, such as "https://app.example.com"');
  return Object.freeze({
    accessCookieName: "access_token",
    refreshCookieName: "refresh_token",
    csrfCookieName: "csrftoken",
    csrfHeaderName: "X-CSRFToken",
    timeout: 5_000,
    ...given,
    base,
  });
}
