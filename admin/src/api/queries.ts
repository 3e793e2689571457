import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import { type ApiError, asApiError } from "./api-error.ts";
import { ALL_GROUPS, listGroups } from "./list-groups.ts";
import { send } from "./send.ts";

/** What is known of one GET address. */
interface Entry {
  readonly data: unknown;
  readonly error: ApiError | null;
  /** When `data` came, in milliseconds since 1970; 0 where it has not. */
  readonly fetchedAt: number;
  readonly isLoading: boolean;
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
const shown = new Map<string, number>();
const listeners = new Set<() => void>();

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
    const data = await (path === ALL_GROUPS ? listGroups() : send("GET", path));
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

/** The answer to GET `path`, kept and renewed; null asks nothing. */
export function useQuery<Data>(path: string | null): Query<Data> {
  const entry = useSyncExternalStore(subscribe, () => entries.get(path ?? "") ?? EMPTY);
  const last = useRef<unknown>(undefined);
  useEffect(() => {
    if (path === null) return;
    shown.set(path, (shown.get(path) ?? 0) + 1);
    loadStale(path);
    return () => {
      const count = (shown.get(path) ?? 1) - 1;
      if (count === 0) shown.delete(path);
      else shown.set(path, count);
    };
  }, [path]);
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
