import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import { type ApiError, asApiError } from "./api-error.ts";
import { send } from "./send.ts";

/** What is known of one GET address. */
interface Entry {
  readonly data: unknown;
  readonly error: ApiError | null;
  /** When `data` came, in milliseconds since 1970; 0 where it has not. */
  readonly fetchedAt: number;
  readonly isLoading: boolean;
}

/** Reads what is kept under an address. */
type Read = (path: string) => Promise<unknown>;

/** Somewhere on the page. */
interface Shown {
  readonly times: number;
  readonly read: Read;
}

export interface Query<Data> {
  /** The last answer; of the address before, while the first answer of a new one is awaited. */
  readonly data: Data | undefined;
  readonly error: ApiError | null;
  readonly fetchedAt: number;
  readonly isLoading: boolean;
  refresh(): void;
}

/** Milliseconds after which an answer is asked for again when it is shown again. */
const FRESH = 15_000;
const EMPTY: Entry = { data: undefined, error: null, fetchedAt: 0, isLoading: false };

const entries = new Map<string, Entry>();
const shown = new Map<string, Shown>();
const listeners = new Set<() => void>();

const get: Read = (path) => send("GET", path);

function set(path: string, entry: Entry): void {
  entries.set(path, entry);
  for (const listener of listeners) listener();
}

/** Asks; where something newer is known by the time of the answer, that stands. */
async function load(path: string): Promise<void> {
  const asked: Entry = { ...(entries.get(path) ?? EMPTY), isLoading: true };
  set(path, asked);
  const answer = (entry: Partial<Entry>) => {
    if (entries.get(path) === asked) set(path, { ...asked, ...entry, isLoading: false });
  };
  try {
    const data = await (shown.get(path)?.read ?? get)(path);
    answer({ data, error: null, fetchedAt: Date.now() });
  } catch (error) {
    answer({ error: asApiError(error) });
  }
}

function loadStale(path: string): void {
  const { fetchedAt, error, isLoading } = entries.get(path) ?? EMPTY;
  if (!isLoading && (error !== null || Date.now() - fetchedAt > FRESH)) void load(path);
}

/** Asks again for everything on the page whose address begins with `prefix`; of the rest nothing is kept. */
export function refreshAll(prefix = ""): void {
  for (const path of [...entries.keys()].filter((path) => path.startsWith(prefix))) {
    if (shown.has(path)) void load(path);
    else entries.delete(path);
  }
}

/** What a change was answered with stands for the next GET. */
export function keep(path: string, data: unknown): void {
  set(path, { data, error: null, fetchedAt: Date.now(), isLoading: false });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

for (const type of ["focus", "online"])
  addEventListener(type, () => {
    for (const path of shown.keys()) loadStale(path);
  });

/**
 * The answer to GET `path`, kept and renewed; null asks nothing.
 *
 * @param read where it takes more than that one request; the same function for an address, always
 */
export function useQuery<Data>(path: string | null, read = get): Query<Data> {
  const entry = useSyncExternalStore(subscribe, () => entries.get(path ?? "") ?? EMPTY);
  const last = useRef<unknown>(undefined);
  useEffect(() => {
    if (path === null) return;
    shown.set(path, { read, times: (shown.get(path)?.times ?? 0) + 1 });
    loadStale(path);
    return () => {
      const times = (shown.get(path)?.times ?? 1) - 1;
      if (times === 0) shown.delete(path);
      else shown.set(path, { read, times });
    };
  }, [path, read]);
  useEffect(() => {
    if (entry.data !== undefined) last.current = entry.data;
  }, [entry.data]);
  const refresh = useCallback(() => {
    if (path !== null) void load(path);
  }, [path]);
  const isAwaited = path !== null && entry.data === undefined && entry.error === null;
  const data = (entry.data ?? (isAwaited ? last.current : undefined)) as Data | undefined;
  return { ...entry, data, isLoading: entry.isLoading || isAwaited, refresh };
}
