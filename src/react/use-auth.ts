import { useMemo, useSyncExternalStore } from "react";
import type { AuthClient, AuthClientError, AuthState, User } from "../client/index.ts";
import { useAuthContext } from "./auth-provider.tsx";

/** The client, and who is signed in at this rendering. */
export interface Auth extends AuthClient {
  readonly state: AuthState;
  /** Why it is not known who is signed in; null where it is, or where the answer is still to come. */
  readonly error: AuthClientError | null;
}

/**
 * The client of the provider above; the component is rendered anew after each change of its state, in this tab or another.
 *
 * @throws {Error} where there is no provider
 * @example const { state, signOut } = useAuth();
 */
export function useAuth(): Auth {
  const { client, initial, error } = useAuthContext();
  const state = useSyncExternalStore(
    client.subscribe,
    () => (client.state.status === "unknown" ? initial : client.state),
    () => initial,
  );
  return useMemo(
    () => ({ ...client, state, error: state.status === "unknown" ? error : null }),
    [client, state, error],
  );
}

/** Who is signed in; null when nobody is, or while that is not known. @throws {Error} where there is no provider */
export function useUser(): User | null {
  return useAuth().state.user;
}
