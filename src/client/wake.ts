/**
 * Runs when a page that is seen may have missed something: shown again, back out of the history, online again, and where
 * tabs cannot talk to each other, when another one has written to storage. (A change of visibility bubbles to the window.)
 */
export function onWake(run: () => void, signal: AbortSignal): void {
  if (typeof document === "undefined") return;
  const types = ["visibilitychange", "pageshow", "online"];
  if (!("BroadcastChannel" in globalThis)) types.push("storage");
  const wake = () => document.visibilityState === "visible" && run();
  for (const type of types) addEventListener(type, wake, { signal });
}
