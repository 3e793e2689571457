import { useAuth } from "./use-auth.ts";

export interface RequireUserOptions {
  /**
   * The path of the page that signs people in. It is let through itself.
   * @example "/sign-in"
   */
  readonly signIn: string;
}

/** What is read of a location of vue-router. */
export interface GuardedLocation {
  readonly path: string;
  readonly fullPath: string;
}

/** `true`, or where to go instead; `next` is for `safeNext()` once somebody has signed in. */
export type GuardAnswer = true | { path: string; query: { next: string } };

/**
 * A guard of vue-router for pages that need a user: as `router.beforeEach`, or as `beforeEnter` of a route. Asks the server
 * the first time, and then knows. It spares people a page that has nothing for them; what they may see the API decides.
 *
 * Where pages are rendered on a server it lets through, as there are no cookies to ask with: the page asks once it runs.
 *
 * @throws {AuthClientError} when the server is away or busy; hear it with `router.onError`
 * @example router.beforeEach(requireUser({ signIn: "/sign-in" }))
 */
export function requireUser({ signIn }: RequireUserOptions): (to: GuardedLocation) => Promise<GuardAnswer> {
  return async ({ path, fullPath }) => {
    const { client } = useAuth();
    if (path === signIn || typeof document === "undefined") return true;
    const user = client.state.status === "unknown" ? await client.getUser() : client.state.user;
    return user !== null || { path: signIn, query: { next: fullPath } };
  };
}
