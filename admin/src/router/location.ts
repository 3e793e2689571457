import { useSyncExternalStore } from "react";

/** Sent by {@link navigate}: the History API tells of the user's Back and Forward only. */
const NAVIGATED = "wafer-navigated";

let navigations = 0;

/** Whether somebody has gone from one page to another since the document was loaded. */
export const hasNavigated = () => navigations > 0;

export interface NavigateOptions {
  /** In the place of the present entry of the history. */
  readonly replace?: boolean;
  /** Kept with the entry. */
  readonly state?: unknown;
}

/** Goes to another address of the admin. */
export function navigate(href: string, { replace = false, state = null }: NavigateOptions = {}): void {
  const { pathname } = location;
  history[replace ? "replaceState" : "pushState"](state, "", href);
  if (location.pathname !== pathname) {
    // Where nothing is in focus, a replacement is a redirect of the first page.
    if (!replace || document.activeElement !== document.body) navigations++;
    scrollTo(0, 0);
  }
  dispatchEvent(new Event(NAVIGATED));
}

addEventListener("popstate", () => navigations++);

function subscribe(listener: () => void): () => void {
  addEventListener("popstate", listener);
  addEventListener(NAVIGATED, listener);
  return () => {
    removeEventListener("popstate", listener);
    removeEventListener(NAVIGATED, listener);
  };
}

/** The path without a slash at its end. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname.replace(/(.)\/+$/, "$1"));
}

/** What the address asks for. */
export function useParameters(): URLSearchParams {
  return new URLSearchParams(useSyncExternalStore(subscribe, () => location.search));
}

/** The address of the same page with some parameters changed; null and "" take one away. */
export function withParameters(changes: Readonly<Record<string, string | null>>): string {
  const parameters = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") parameters.delete(name);
    else parameters.set(name, value);
  }
  const query = parameters.toString();
  return location.pathname + (query === "" ? "" : `?${query}`);
}
