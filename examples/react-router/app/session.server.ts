import { createContext, type MiddlewareFunction } from "react-router";
import { createServerAuth, type ServerSession } from "wafer-auth/ssr";

const auth = createServerAuth({
  apiUrl: process.env["WAFER_API"] ?? "http://localhost:8000",
  origin: process.env["ORIGIN"] ?? "http://localhost:3000",
});

/** The browser's address; null where the server that runs this app does not tell, as in development. */
export const clientAddressContext = createContext<string | null>(null);

/** Who sent the request: loaders, actions and middleware read it. */
export const sessionContext = createContext<ServerSession>();

/** Loads the session before any loader runs, and gives its cookies to the browser with whatever they answer. */
export const sessionMiddleware: MiddlewareFunction<Response> = async ({ request, context }, next) => {
  const session = await auth.load(request, { clientAddress: context.get(clientAddressContext) ?? undefined });
  context.set(sessionContext, session);
  return session.applyTo(await next());
};
