import { type App, type InjectionKey, type ShallowRef, shallowRef } from "vue";
import {
  type AuthClient,
  type AuthClientOptions,
  type AuthState,
  createAuthClient,
} from "../client/index.ts";

/** Who is signed in, for templates and watchers, and the client that can change it. */
export interface Auth {
  /** The client's frozen snapshot: replaced as a whole after each change, in this tab or another one. */
  readonly state: Readonly<ShallowRef<AuthState>>;
  readonly client: AuthClient;
}

/** A plugin of one Vue app. */
export interface AuthPlugin extends Auth {
  install(app: App): void;
}

export const AUTH: InjectionKey<Auth> = Symbol("wafer-auth");

/**
 * Makes the plugin of an app, with a client of its own: where pages are rendered on a server, one for each request. It
 * asks the server nothing; `requireUser()` or `client.getUser()` does. When the app is unmounted the client is closed.
 *
 * @example app.use(createAuth({ baseUrl: "https://api.example.com" })).use(router)
 */
export function createAuth(options?: AuthClientOptions): AuthPlugin {
  const client = createAuthClient(options);
  const state = shallowRef(client.state);
  client.subscribe(() => {
    state.value = client.state;
  });
  return {
    state,
    client,
    install(app) {
      app.provide(AUTH, { state, client });
      app.onUnmount(client.close);
    },
  };
}
