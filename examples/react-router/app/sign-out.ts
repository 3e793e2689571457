import { redirect } from "react-router";
import type { Route } from "./+types/sign-out.ts";
import { sessionContext } from "./session.server.ts";

/** Ends the session at the API, which deletes its cookies; they are deleted in the browser with the redirect. */
export async function action({ context }: Route.ActionArgs) {
  const answer = await context.get(sessionContext).fetch("/logout", { method: "POST" });
  if (!answer.ok) throw new Response(null, { status: 502 });
  throw redirect("/");
}
