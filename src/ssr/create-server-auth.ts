import { AuthClientError } from "../client/errors.ts";
import type { User } from "../client/wire.ts";
import { type Api, createApi } from "./api.ts";
import { type CookieJar, createCookieJar } from "./cookie-jar.ts";
import { type Options, readOptions, type ServerAuthOptions } from "./options.ts";
import { createSession, type ServerSession } from "./session.ts";

/** What a server knows of a request beside the request itself. */
export interface LoadOptions {
  /**
   * The browser's address, which goes to the API as X-Forwarded-For; the API believes it where this server is one of its
   * `trustedProxies`. Take it from the socket or from a proxy of your own, never from what a browser sent.
   * @default none is told: the API counts attempts to sign in by the address of this server
   */
  readonly clientAddress?: string | undefined;
}

/** The sessions of the requests to a server that renders pages. */
export interface ServerAuth {
  /**
   * Who sent the request. Refreshes where the access token has ended; asks nothing where the request has no cookie of Wafer.
   * Calls with the same `Request` share one answer.
   *
   * @throws {AuthClientError} network_error, server_busy, store_unavailable, …: whether somebody is signed in is not known;
   * csrf_failed: the API does not trust `origin`; password_change_required: somebody is, and must choose a new password
   * at the API's account page before anything else
   */
  load(request: Request, options?: LoadOptions): Promise<ServerSession>;
}

/**
 * Makes the reader of sessions for a server that renders pages: one for an app. Only Web standards are used.
 *
 * @throws {TypeError} for an address that is none
 * @example
 * const auth = createServerAuth({ apiUrl: "http://localhost:8000", origin: "http://localhost:3000" });
 * const session = await auth.load(request);
 * return session.applyTo(new Response(render(session.user)));
 */
export function createServerAuth(given: ServerAuthOptions): ServerAuth {
  const options = readOptions(given);
  const loads = new WeakMap<Request, Promise<ServerSession>>();
  return {
    load(request, { clientAddress } = {}) {
      const loading = loads.get(request) ?? loadSession(request, clientAddress, options);
      loads.set(request, loading);
      return loading;
    },
  };
}

async function loadSession(
  request: Request,
  address: string | undefined,
  options: Options,
): Promise<ServerSession> {
  const jar = createCookieJar(request.headers.get("cookie"), options);
  const api = createApi(options, { jar, address, userAgent: request.headers.get("user-agent") });
  return createSession({ user: await findUser(api, jar), request, jar, api, options });
}

/**
 * The refresh tells who the user is, and its access token is not used here: the API takes the old refresh token until the new
 * tokens are seen in use, so a browser that never gets this answer loses nothing.
 */
async function findUser(api: Api, jar: CookieJar): Promise<User | null> {
  if (!jar.has("access") && !jar.has("refresh")) return null;
  const answer =
    (jar.has("access") && (await api.call("GET", "me"))) || (await api.call("POST", "token/refresh"));
  if (answer === null) return null;
  const { user, session, mustChangePassword } = answer as Answer;
  if (typeof user?.id !== "string") throw new AuthClientError("unexpected_answer", { status: 200 });
  if (session?.mustChangePassword === true || mustChangePassword === true)
    throw new AuthClientError("password_change_required", { status: 403 });
  return user;
}

/** Of GET /me, or of a refresh. */
interface Answer {
  readonly user?: User;
  readonly session?: { readonly mustChangePassword?: boolean };
  readonly mustChangePassword?: boolean;
}
