import axios from "axios";
import { ApiError, toApiError } from "./api-error.ts";

export interface User {
  id: string;
  username: string;
  email: string;
  firstName: string;
  lastName: string;
  isStaff: boolean;
  isSuperuser: boolean;
}

/** `createdAt` and `expiresAt` are ISO 8601 times in UTC. */
export interface Session {
  id: string;
  createdAt: string;
  expiresAt: string;
}

export interface Me {
  user: User;
  session: Session;
}

/** The answer of login, refresh and a password change. The tokens are not in it: they travel only in HttpOnly cookies. */
interface SignedInAnswer {
  user: User;
  csrfToken: string;
  accessExpiresAt: string;
  refreshExpiresAt: string;
}

// withCredentials: the page (port 3000) and the server (port 8000) are two origins, and without it a browser neither
// keeps nor sends the cookies of the other one.
const api = axios.create({ baseURL: "http://localhost:8000", withCredentials: true, timeout: 15_000 });
api.interceptors.response.use(undefined, (error: unknown) => Promise.reject(toApiError(error)));

// Not a credential by itself: it only proves that the request was made by a page that may read our answers. It comes
// in bodies because script on another host could not read the server's cookie. Memory is enough: GET /csrf gives another.
let csrfToken: string | null = null;
let refreshing: Promise<void> | null = null;

/**
 * Signs in and asks who that is, which shows that the browser kept the cookies.
 * @throws {ApiError} bad_credentials, too_many_logins (with `retryAfter`), cookies_refused, unreachable
 */
export async function signIn(username: string, password: string): Promise<Me> {
  const { data } = await api.post<SignedInAnswer>("/login", { username, password });
  csrfToken = data.csrfToken;
  const me = await whoAmI();
  if (me === null)
    throw new ApiError(
      "cookies_refused",
      "The browser did not keep the sign-in cookies. Allow them for localhost, or try another browser.",
    );
  return me;
}

/** The signed-in user, or null. An access token lives minutes, so a 401 here first means: try to refresh. */
export async function whoAmI(): Promise<Me | null> {
  try {
    return await retryOnce(async () => (await api.get<Me>("/me")).data);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** @throws {ApiError} wrong_password, password_rejected; status 401 when the session is over */
export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  const answer = await postSignedIn<SignedInAnswer>("/me/password", { currentPassword, newPassword });
  csrfToken = answer.csrfToken;
}

/** Ends this session. @throws {ApiError} status 401 when it was over already */
export async function signOut(): Promise<void> {
  await postSignedIn("/logout");
}

/** Ends every session of this user, on all devices. @throws {ApiError} status 401 when this session is over */
export async function signOutEverywhere(): Promise<void> {
  await postSignedIn("/logout/all");
}

function postSignedIn<Answer>(path: string, body?: object): Promise<Answer> {
  return retryOnce(async () => {
    const headers = { "X-CSRFToken": csrfToken ?? (await fetchCsrfToken()) };
    return (await api.post<Answer>(path, body, { headers })).data;
  });
}

/** Sends; when the access token has run out (401) or the CSRF token is from an older session (403), renews that and sends again. */
async function retryOnce<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) await refresh();
    else if (error.code === "csrf_failed") csrfToken = null;
    else throw error;
    return send();
  }
}

/** One refresh at a time, however many calls ask for it. It needs no CSRF header: the browser's Origin header does. */
function refresh(): Promise<void> {
  refreshing ??= api
    .post<SignedInAnswer>("/token/refresh")
    .then(({ data }) => {
      csrfToken = data.csrfToken;
    })
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}

async function fetchCsrfToken(): Promise<string> {
  const { data } = await api.get<{ csrfToken: string }>("/csrf");
  csrfToken = data.csrfToken;
  return data.csrfToken;
}
