import { AuthClientError, createServerAuth, type User } from "wafer-auth/ssr";

const auth = createServerAuth({ apiUrl: "http://localhost:8000", origin: "http://localhost:3000" });

export async function answer(request: Request): Promise<Response> {
  try {
    const session = await auth.load(request);
    if (session.user === null) return session.applyTo(page("Nobody is signed in."));
    // With the browser's cookies, renewed where they had ended.
    const notes = await session.fetch("/notes");
    return session.applyTo(page(greeting(session.user, notes.ok ? await notes.text() : "")));
  } catch (error) {
    if (!(error instanceof AuthClientError)) throw error;
    // Whether somebody is signed in is not known now. Nobody is signed out by that.
    return new Response("Try again in a moment.", { status: 503 });
  }
}

function page(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/plain; charset=utf-8" } });
}

function greeting({ username }: User, notes: string): string {
  return `Signed in as ${username}.\n${notes}`;
}
