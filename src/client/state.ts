import type { User } from "./wire.ts";

/** `signed_out`: by the user, here or in another tab. `session_ended`: by its age, idleness, or from elsewhere. */
export type SignedOutReason = "signed_out" | "session_ended";

/**
 * Who is signed in, as far as this tab knows. `unknown` until `getUser()` has asked. `reason` tells why somebody who was
 * signed in is not any more; null where nobody was.
 */
export type AuthState =
  | { readonly status: "unknown"; readonly user: null; readonly reason: null }
  | { readonly status: "signed-in"; readonly user: User; readonly reason: null }
  | { readonly status: "signed-out"; readonly user: null; readonly reason: SignedOutReason | null };

/** Holds the state; the snapshot is another one only when something in it is. */
export interface Store {
  readonly state: AuthState;
  /** @param reason where it is null, the one that the state has stays */
  set(user: User | null, reason?: SignedOutReason | null): void;
  subscribe(listener: () => void): () => void;
}

export function createStore(): Store {
  let state: AuthState = Object.freeze({ status: "unknown", user: null, reason: null });
  // An EventTarget reports what a listener throws, and goes on with the next one.
  const changes = new EventTarget();
  return {
    get state() {
      return state;
    },
    set(user, reason = null) {
      const next = {
        status: user ? "signed-in" : "signed-out",
        user: Object.freeze(user),
        reason: user ? null : (reason ?? state.reason),
      } as AuthState;
      if (JSON.stringify(next) === JSON.stringify(state)) return;
      state = Object.freeze(next);
      changes.dispatchEvent(new Event("change"));
    },
    subscribe(listener) {
      const handler = () => listener();
      changes.addEventListener("change", handler);
      return () => changes.removeEventListener("change", handler);
    },
  };
}
