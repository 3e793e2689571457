import { useSyncExternalStore } from "react";

export interface Toast {
  readonly id: number;
  readonly text: string;
}

/** Milliseconds one stays. */
const STAY = 6000;

let toasts: readonly Toast[] = [];
let count = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Tells in passing that something was done. */
export function toast(text: string): void {
  const id = ++count;
  set([...toasts, { id, text }]);
  setTimeout(() => set(toasts.filter((one) => one.id !== id)), STAY);
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
}
