import { useCallback, useEffect, useRef, useState } from "react";

/** @returns whole seconds left (0 once it has run out, null when none was started), and what starts or clears it */
export function useCountdown(): readonly [left: number | null, start: (seconds: number | null) => void] {
  const deadline = useRef(0);
  const [left, setLeft] = useState<number | null>(null);
  const isRunning = left !== null && left > 0;

  useEffect(() => {
    if (!isRunning) return;
    // By the clock, not by ticks: timers of a background tab run late.
    const tick = () => setLeft(Math.max(0, Math.ceil((deadline.current - Date.now()) / 1000)));
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [isRunning]);

  const start = useCallback((seconds: number | null) => {
    deadline.current = Date.now() + (seconds ?? 0) * 1000;
    setLeft(seconds);
  }, []);
  return [left, start];
}
