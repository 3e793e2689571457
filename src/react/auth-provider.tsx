import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import {
  type AuthClient,
  type AuthClientError,
  type AuthState,
  createAuthClient,
  type User,
} from "../client/index.ts";
import { type Words, withEnglish } from "./words.ts";

export interface AuthProviderProps {
  /** The app's client. Without one the provider makes it of `baseUrl`. */
  readonly client?: AuthClient | undefined;
  /**
   * Where the API is: an origin, a path of the page's own, or both. A page has one client for each.
   * @default "" the page's own origin
   * @example "https://login.example.com"
   */
  readonly baseUrl?: string | undefined;
  /**
   * Whom the server that renders the page knows from its request: shown at once, and until GET /me has answered. Null
   * for nobody; leave it out where that is not known.
   */
  readonly initialUser?: User | null | undefined;
  /** Words of the components, in place of the English ones. */
  readonly words?: Partial<Words> | undefined;
  readonly children?: ReactNode;
}

export interface AuthContextValue {
  readonly client: AuthClient;
  /** What is shown while the client does not know. */
  readonly initial: AuthState;
  /** Why it is not known who is signed in. */
  readonly error: AuthClientError | null;
  readonly words: Words;
  /** Asks who is signed in, and keeps the error where that fails. */
  load(): void;
}

const AuthContext = createContext<AuthContextValue | null>(null);

/** Gives the app below it one client, and asks once who is signed in. */
export function AuthProvider({
  client: given,
  baseUrl = "",
  initialUser,
  words,
  children,
}: AuthProviderProps) {
  const client = useMemo(() => given ?? clientAt(baseUrl), [given, baseUrl]);
  const [initial] = useState(() => stateOf(initialUser));
  const [error, setError] = useState<AuthClientError | null>(null);
  const load = useCallback(() => {
    client.getUser().then(() => setError(null), setError);
  }, [client]);

  useEffect(() => {
    if (client.state.status === "unknown") load();
  }, [client, load]);

  const value = useMemo(
    () => ({ client, initial, error, words: withEnglish(words), load }),
    [client, initial, error, words, load],
  );
  return <AuthContext value={value}>{children}</AuthContext>;
}

/** @throws {Error} where there is no provider above the component */
export function useAuthContext(): AuthContextValue {
  const value = useContext(AuthContext);
  if (value === null)
    throw new Error("There is no <AuthProvider> above this component. Put one around your app.");
  return value;
}

const clients = new Map<string, AuthClient>();

/** One for each address, however often React mounts the provider. On a server each request has one of its own. */
function clientAt(baseUrl: string): AuthClient {
  if (typeof document === "undefined") return createAuthClient({ baseUrl });
  const client = clients.get(baseUrl) ?? createAuthClient({ baseUrl });
  clients.set(baseUrl, client);
  return client;
}

function stateOf(user: User | null | undefined): AuthState {
  if (user) return { status: "signed-in", user, reason: null };
  return { status: user === null ? "signed-out" : "unknown", user: null, reason: null };
}
