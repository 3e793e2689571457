import type { ReactNode } from "react";
import { Form, isRouteErrorResponse, Link, Links, Meta, Outlet, Scripts } from "react-router";
import type { Route } from "./+types/root.ts";
import { sessionContext, sessionMiddleware } from "./session.server.ts";
import "./styles.css";

export const middleware: Route.MiddlewareFunction[] = [sessionMiddleware];

/** What the page shows of the user, and no more: it becomes a part of the HTML. */
export function loader({ context }: Route.LoaderArgs) {
  return { username: context.get(sessionContext).user?.username ?? null };
}

export function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <Meta />
        <Links />
      </head>
      <body>
        <main>{children}</main>
        <Scripts />
      </body>
    </html>
  );
}

export default function Root({ loaderData: { username } }: Route.ComponentProps) {
  return (
    <>
      <nav aria-label="Pages">
        <Link to="/">Home</Link> <Link to="/devices">Devices</Link>{" "}
        {username === null && <Link to="/sign-in">Sign in</Link>}
      </nav>
      <Outlet />
      {username !== null && (
        <Form method="post" action="/sign-out">
          <button type="submit">Sign out</button>
        </Form>
      )}
    </>
  );
}

/** The session could not be read, or a page failed: nobody is signed out by that. */
export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  const isMissing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <>
      <title>Not available</title>
      <h1>{isMissing ? "There is no such page" : "The page cannot be shown right now"}</h1>
      <p>
        <a href="/">Try the first page</a>
      </p>
    </>
  );
}
