import type { Api } from "./api.ts";
import type { AuthClientError } from "./errors.ts";
import type { SessionKnowledge } from "./session.ts";
import type { Store } from "./state.ts";
import type { Marker, Tabs } from "./tabs.ts";
import type { SignedInAnswer } from "./wire.ts";

/** Who renewed the cookies: this tab, another one meanwhile, or nobody, as the session is over. */
export type Renewal =
  | { readonly by: "us" | "others" }
  | { readonly by: "nobody"; readonly refusal: AuthClientError };

/** Whether the access token is known to have ended. */
export function isPast({ expiresAt }: Marker): boolean {
  return expiresAt > 0 && expiresAt <= Date.now();
}

export interface Refresh {
  /**
   * Renews the cookies, unless another tab has done so since `seen` was their marker.
   *
   * @throws {AuthClientError} when the server is busy or away; then nobody is signed out
   */
  renew(seen: number): Promise<Renewal>;
  /** The same, when the access token is known to have ended; else null. */
  renewIfPast(): Promise<Renewal | null>;
}

export function createRefresh(api: Api, tabs: Tabs, store: Store, session: SessionKnowledge): Refresh {
  let underWay: Promise<Renewal> | null = null;

  const send = () => api.call<SignedInAnswer>("POST", "token/refresh");

  async function refresh(): Promise<Renewal> {
    try {
      // An answer may be lost on its way: the server gives it again to whoever asks with the predecessor.
      const answer = await send().catch((error: AuthClientError) => {
        if (error.status !== 0) throw error;
        return send();
      });
      session.accept(answer, false);
      return { by: "us" };
    } catch (error) {
      const refusal = error as AuthClientError;
      if (refusal.status !== 401) throw error;
      session.signedOut(reasonFor(refusal));
      return { by: "nobody", refusal };
    }
  }

  function reasonFor({ code }: AuthClientError) {
    if (store.state.user !== null) return tabs.marker().reason ?? "session_ended";
    return code === "session_ended" ? code : null;
  }

  function renew(seen: number): Promise<Renewal> {
    underWay ??= tabs
      .lock(async (): Promise<Renewal> => {
        const { id, userId } = tabs.marker();
        return id === seen || userId === null ? refresh() : { by: "others" };
      })
      .finally(() => {
        underWay = null;
      });
    return underWay;
  }

  async function renewIfPast(): Promise<Renewal | null> {
    const marker = tabs.marker();
    return isPast(marker) ? renew(marker.id) : null;
  }

  return { renew, renewIfPast };
}
