import type { Api } from "./api.ts";
import type { SignedOutReason } from "./state.ts";
import type { User } from "./wire.ts";

/** What the cookies were last changed to. All tabs see it, and it holds nothing secret. */
export interface Marker {
  /** Greater than that of the change before, and like no other. */
  readonly id: number;
  readonly userId: string | null;
  /** When the access token ends, in milliseconds since 1970; 0 where that is not known. */
  readonly expiresAt: number;
  readonly reason: SignedOutReason | null;
}

/** What a tab tells the others once it has changed the cookies. */
export interface News {
  readonly marker: Marker;
  readonly user: User | null;
  /** Whether a session began, whose CSRF tokens are others. */
  readonly isNew: boolean;
}

/** The tabs of this browser that use the same API. */
export interface Tabs {
  marker(): Marker;
  /** Whether the cookies were changed and this tab has not heard how. */
  isBehind(): boolean;
  /** This tab knows what the cookies were at that marker. */
  catchUp(marker: Marker): void;
  tell(news: News): void;
  /** Runs alone among the tabs, so that no answer overwrites the cookies of a later one. */
  lock<Result>(run: () => Promise<Result>): Promise<Result>;
}

const NONE: Marker = { id: 0, userId: null, expiresAt: 0, reason: null };

/**
 * Where there is no page, as on a server that renders them, a tab is alone: others there would be other users.
 *
 * @param hear is called with the news of other tabs, until `signal` aborts
 */
export function createTabs(api: Api, hear: (news: News) => void, signal: AbortSignal): Tabs {
  let last = NONE;
  const isPage = typeof document !== "undefined";
  const name = isPage ? `wafer ${api.base()}` : "";
  let channel = isPage && "BroadcastChannel" in globalThis ? new BroadcastChannel(name) : null;
  channel?.addEventListener("message", ({ data }: MessageEvent<News>) => {
    last = data.marker;
    hear(data);
  });
  signal.onabort = () => {
    channel?.close();
    channel = null;
  };

  /** The newest we know of: storage reaches other processes later than the channel, or is blocked, or was cleared. */
  function marker(): Marker {
    try {
      const stored: Marker | null = isPage ? JSON.parse(localStorage.getItem(name) ?? "null") : null;
      if (stored !== null && stored.id > last.id) return stored;
    } catch {}
    return last;
  }

  return {
    marker,
    isBehind: () => marker().id !== last.id,
    catchUp: (known) => {
      last = known;
    },
    tell(news) {
      last = news.marker;
      try {
        if (isPage) localStorage.setItem(name, JSON.stringify(last));
      } catch {}
      channel?.postMessage(news);
    },
    async lock(run) {
      let isHeld = false;
      const hold = async () => {
        isHeld = true;
        // News told before the lock was free may still be on its way: one round trip lets it arrive.
        await navigator.locks.query();
        return run();
      };
      if (!isPage) return run();
      try {
        // Two tries of a call fit in. Past that its holder hangs: the server copes with tabs that race.
        const wait = AbortSignal.timeout(api.options.timeout * 3);
        return await navigator.locks.request(name, { signal: wait }, hold);
      } catch (error) {
        if (isHeld) throw error;
        return run(); // No Web Locks here (plain http), or the wait was over.
      }
    },
  };
}
