import { hasInjectionContext, inject } from "vue";
import { AUTH, type Auth } from "./create-auth.ts";

/**
 * The auth of the app, in `setup()`, in a guard of its router, or in `app.runWithContext()`.
 *
 * @throws {Error} where the app has no plugin, or the call is made elsewhere
 * @example const { state, client } = useAuth(); // in the template: {{ state.user?.username }}
 */
export function useAuth(): Auth {
  const auth = hasInjectionContext() ? inject(AUTH, null) : null;
  if (auth === null)
    throw new Error(
      "useAuth() and requireUser() found no auth. Call app.use(createAuth()) before app.use(router), and useAuth() in setup().",
    );
  return auth;
}
