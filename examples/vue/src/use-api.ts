import { AuthClientError, type User } from "wafer-auth/client";
import { useAuth } from "wafer-auth/vue";

/** The answer of GET /me. Times are ISO 8601 in UTC. */
export interface Me {
  user: User;
  session: { id: string; createdAt: string; expiresAt: string };
}

/** What this app asks its API. Cookies, CSRF token, renewal and retry are the business of `client.fetch`. */
export function useApi() {
  const { client } = useAuth();

  async function call(path: string, init?: RequestInit): Promise<Response> {
    const answer = await client.fetch(path, init);
    if (answer.ok) return answer;
    const message = `The server refused this (${answer.status}).`;
    throw new AuthClientError("unexpected_answer", { message, status: answer.status });
  }

  return {
    whoAmI: async (): Promise<Me> => (await call("me")).json(),
    /** A call that needs the CSRF token. */
    signOutOthers: () => call("logout/others", { method: "POST" }),
  };
}
