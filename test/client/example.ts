import { AuthClientError, createAuthClient } from "wafer-auth/client";

const auth = createAuthClient({ baseUrl: "http://localhost:8000" });

// Who is signed in, now and after every change, in this tab or another one.
auth.subscribe(() => greet(auth.state.user?.username ?? "stranger"));
await auth.getUser();

export async function signIn(username: string, password: string): Promise<void> {
  try {
    await auth.signIn({ username, password });
  } catch (error) {
    if (!(error instanceof AuthClientError)) throw error;
    greet(error.retryAfter === null ? error.message : `${error.message} Wait ${error.retryAfter} s.`);
  }
}

// Cookies, CSRF header, refresh and retry are its business.
export async function addNote(text: string): Promise<void> {
  const answer = await auth.fetch("/notes", { method: "POST", body: JSON.stringify({ text }) });
  if (!answer.ok) greet(`The note was not saved (${answer.status}).`);
}

function greet(words: string): void {
  document.body.textContent = words;
}
