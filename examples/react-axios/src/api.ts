import axios, { isAxiosError } from "axios";
import { useSyncExternalStore } from "react";
import { AuthClientError, type AuthState, createAuthClient, type User } from "wafer-auth/client";

const baseUrl = "http://localhost:8000";

export const auth = createAuthClient({ baseUrl });

// Cookies, CSRF header, refresh and retry for whatever your app asks the API.
const api = axios.create({ baseURL: baseUrl, timeout: 15_000 });
auth.attachTo(api);

/** The answer of GET /me. Times are ISO 8601 in UTC. */
export interface Me {
  user: User;
  session: { id: string; createdAt: string; expiresAt: string };
}

/** Who is signed in, in this tab or another one. */
export function useAuthState(): AuthState {
  return useSyncExternalStore(auth.subscribe, () => auth.state);
}

export async function whoAmI(): Promise<Me> {
  return (await api.get<Me>("/me")).data;
}

/** A call that needs the CSRF token. */
export async function signOutOthers(): Promise<void> {
  await api.post("/logout/others");
}

/** What to tell a person of a call that failed. A fault of this page is thrown again. */
export function failureOf(error: unknown): AuthClientError {
  if (error instanceof AuthClientError) return error;
  // Not the AxiosError itself: it holds the request's body for every console and error reporter.
  if (isAxiosError<{ detail?: string }>(error)) {
    const message = error.response?.data.detail ?? "The server cannot be reached.";
    return new AuthClientError("unexpected_answer", { message, status: error.response?.status ?? 0 });
  }
  throw error;
}
