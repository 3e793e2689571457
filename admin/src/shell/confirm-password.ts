import { useSyncExternalStore } from "react";

/** Who waits for the password to be confirmed. */
export interface Confirmation {
  settle(isConfirmed: boolean): void;
}

let present: Confirmation | null = null;
let underWay: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

/** Asks the user for their password; requests that wait together ask once. @returns false where they cancelled */
export function confirmPassword(): Promise<boolean> {
  underWay ??= new Promise<boolean>((resolve) => {
    show({
      settle(isConfirmed) {
        underWay = null;
        show(null);
        resolve(isConfirmed);
      },
    });
  });
  return underWay;
}

function show(confirmation: Confirmation | null): void {
  present = confirmation;
  for (const listener of listeners) listener();
}

export function useConfirmation(): Confirmation | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => present,
  );
}
